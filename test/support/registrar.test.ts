import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { computeDigest, readDigest } from './sip-digest.ts'
import { startRegistrar, type Registrar, type RegistrarOptions } from './registrar.ts'
import { startRelay } from './relay.ts'

/** Sends one request and waits for its answer; undefined when none comes within 100 ms. */
async function ask(socket: Socket, port: number, method: string, more: readonly string[] = []) {
  const lines = [
    `${method} sip:127.0.0.1 SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1',
    'From: <sip:alice@127.0.0.1>;tag=1',
    'To: <sip:alice@127.0.0.1>',
    'Call-ID: one',
    `CSeq: 1 ${method}`,
    ...more,
    '',
    '',
  ]
  socket.send(lines.join('\r\n'), port, '127.0.0.1')
  const late = AbortSignal.timeout(100)
  const [packet] = (await once(socket, 'message', { signal: late }).catch(() => [undefined])) as [Buffer?]
  return packet?.toString('latin1')
}

const CONTACT = 'Contact: <sip:alice@127.0.0.1:5080>;expires=60'

describe('startRegistrar', () => {
  let socket: Socket
  let registrar: Registrar | undefined
  const start = async (options: RegistrarOptions) => (registrar = await startRegistrar(options)).port
  beforeEach(async () => {
    socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    socket.close()
    registrar?.close()
    registrar = undefined
  })

  it('binds, and lists what is bound in its answer', async () => {
    const port = await start({})
    const reply = await ask(socket, port, 'REGISTER', [CONTACT])
    expect(reply).toMatch(/^SIP\/2\.0 200 OK\r\n/)
    expect(reply).toContain('Contact: <sip:alice@127.0.0.1:5080>;expires=60')
    expect(registrar?.bindings('alice').map((each) => each.contact)).toEqual(['sip:alice@127.0.0.1:5080'])
  })

  it('answers OPTIONS', async () => {
    expect(await ask(socket, await start({}), 'OPTIONS')).toMatch(/^SIP\/2\.0 200 /)
  })

  it.each<[title: string, password: string, oneTimeNonces: boolean, statuses: readonly string[]]>([
    ['a nonce that serves again', 'right', false, ['200', '200']],
    ['a nonce that serves once', 'right', true, ['200', '401']],
    ['a wrong password', 'wrong', false, ['403', '403']],
  ])('digest: %s', async (_, password, oneTimeNonces, statuses) => {
    const digest = { password: () => 'right', oneTimeNonces, qop: true, onWrong: 403 } as const
    const port = await start({ digest })
    const challenge = (await ask(socket, port, 'REGISTER', [CONTACT])) ?? ''
    expect(challenge).toMatch(/^SIP\/2\.0 401 /)
    const nonce = readDigest(/WWW-Authenticate: (.*)/.exec(challenge)?.[1] ?? '').get('nonce') ?? ''
    const fields = new Map(
      Object.entries({
        username: 'alice',
        realm: 'registrar',
        nonce,
        uri: 'sip:127.0.0.1',
        qop: 'auth',
        nc: '00000001',
        cnonce: 'x',
      }),
    )
    fields.set('response', computeDigest(fields, 'REGISTER', password))
    const header = `Authorization: Digest ${[...fields].map(([name, value]) => `${name}="${value}"`).join(', ')}`
    for (const status of statuses) {
      expect(await ask(socket, port, 'REGISTER', [header, CONTACT])).toMatch(
        new RegExp(`^SIP/2.0 ${status} `),
      )
    }
  })

  it('follows its rule: silence, refusal after so many', async () => {
    const port = await start({
      rule: ({ seen }) =>
        seen === 1 ? { kind: 'drop' } : { kind: 'refuse', status: 503, phrase: 'Service Unavailable' },
    })
    expect(await ask(socket, port, 'REGISTER', [CONTACT])).toBeUndefined()
    expect(await ask(socket, port, 'REGISTER', [CONTACT])).toMatch(/^SIP\/2\.0 503 /)
  })

  it('is reached through a relay, or not at all when all is lost', async () => {
    const port = await start({})
    const through = await startRelay({ target: port, delayMs: 5, loss: 0, seed: 1 })
    const lossy = await startRelay({ target: port, delayMs: 5, loss: 1, seed: 1 })
    expect(await ask(socket, through.port, 'OPTIONS')).toMatch(/^SIP\/2\.0 200 /)
    expect(await ask(socket, lossy.port, 'OPTIONS')).toBeUndefined()
    expect([through.counts, lossy.counts]).toEqual([
      { passed: 2, lost: 0 },
      { passed: 0, lost: 1 },
    ])
    through.close()
    lossy.close()
  })
})

describe('computeDigest', () => {
  it('gives the answer of RFC 2617 3.5', () => {
    const fields = readDigest(
      'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
        'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b"',
    )
    expect(computeDigest(fields, 'GET', 'Circle Of Life')).toBe('6629fae49393a05397450978507c4ef1')
  })
})
