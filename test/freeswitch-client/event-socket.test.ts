import { createServer, connect, type AddressInfo } from 'node:net'
import { GwctlError } from '../../src/errors.ts'
import {
  connectEventSocket,
  type ConnectOptions,
  type EventSocket,
} from '../../src/freeswitch/event-socket.ts'
import type { SwitchEvent } from '../../src/freeswitch/switch-event.ts'
import { startFakeEventSocket, type FakeEventSocket, type FakeOptions } from '../support/fake-event-socket.ts'

const LIMITS: ConnectOptions = { connectMs: 3000, authMs: 3000, commandMs: 3000 }
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function fake(options: FakeOptions = {}): Promise<FakeEventSocket> {
  const server = await startFakeEventSocket(options)
  open.push(server)
  return server
}

async function connectTo(
  server: { host: string; port: number },
  options: Partial<ConnectOptions> = {},
  password = 'ClueCon',
): Promise<EventSocket> {
  const { host, port } = server
  const socket = await connectEventSocket({ host, port, password }, { ...LIMITS, ...options })
  open.push(socket)
  return socket
}

/** The error a promise ends with, which must be one of ours that never shows a password. */
async function failure(promise: Promise<unknown>): Promise<GwctlError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof GwctlError)) throw error
  expect(error.message).toMatch(/^[^\n]+\.$/)
  expect(error.hint).toMatch(/^[^\n]+\.$/)
  expect(error.message + error.hint).not.toMatch(/ClueCon|wr0ng/)
  return error
}

describe('connectEventSocket', () => {
  it('tells that nothing listens', async () => {
    const server = await startFakeEventSocket()
    await server.close()
    const error = await failure(connectTo(server))
    expect(error.code).toBe('GW401')
    expect(error.message).toBe(
      `No connection to the event socket at 127.0.0.1:${server.port}: nothing listens there.`,
    )
  })

  it.each([
    ['a name that is no host', { host: 'nosuch.invalid', port: 8021 }],
    ['a port that is none', { host: '127.0.0.1', port: 70_000 }],
    ['an address that leads nowhere', { host: '255.255.255.255', port: 8021 }],
  ])('tells of %s', async (_, place) => {
    expect((await failure(connectTo(place))).code).toBe('GW401')
  })

  it('gives up when the connection does not come to stand', async () => {
    let expire = (): void => undefined
    const clock = { now: () => 0, after: (_ms: number, run: () => void) => ((expire = run), () => undefined) }
    const promise = connectTo({ host: '127.0.0.1', port: 9 }, { connectMs: 50, clock })
    expire()
    const error = await failure(promise)
    expect(error).toMatchObject({ code: 'GW401', message: expect.stringMatching(/within 50 ms/) })
  })

  it('gives up on a server that accepts and says nothing', async () => {
    const server = await fake({ onConnect: () => undefined })
    const error = await failure(connectTo(server, { authMs: 40 }))
    expect(error.code).toBe('GW404')
    expect(error.message).toContain(`127.0.0.1:${server.port}`)
  })

  it.each<[string, FakeOptions]>([
    ['never ends its greeting', { onConnect: (peer) => peer.write('Content-Type: auth/request\n') }],
    ['never answers the password', { onAuth: () => undefined }],
  ])('gives up on a server that %s', async (_, options) => {
    const server = await fake(options)
    expect((await failure(connectTo(server, { authMs: 60 }))).code).toBe('GW404')
  })

  it('tells a wrong password', async () => {
    const server = await fake()
    expect((await failure(connectTo(server, {}, 'wr0ng'))).code).toBe('GW402')
  })

  it('tells the refusal of an ACL', async () => {
    const server = await fake({
      onConnect: (peer) => {
        peer.write('Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n')
        peer.notice('Disconnected, goodbye.\n')
        peer.end()
      },
    })
    expect((await failure(connectTo(server))).code).toBe('GW403')
  })

  it('tells a server that closes at once', async () => {
    const server = await fake({ onConnect: (peer) => peer.end() })
    expect((await failure(connectTo(server))).code).toBe('GW405')
  })

  it.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
    '\x16\x03\x01\x02\0',
    '220 mail\r\n',
  ])('tells another service by %j', async (banner) => {
    const server = await fake({ onConnect: (peer) => peer.write(banner) })
    expect((await failure(connectTo(server))).code).toBe('GW406')
  })

  it.each(['two\nlines', 'a\rb', 'nul\0'])('refuses the password %j before it connects', async (password) => {
    const server = await fake()
    expect((await failure(connectTo(server, {}, password))).code).toBe('GW407')
    expect(server.received).toEqual([])
  })

  it('connects over IPv6 and names the place in brackets', async () => {
    const server = await fake({
      host: '::1',
      onCommand: (_line, peer) => peer.reply('-ERR permission denied'),
    })
    const socket = await connectTo(server)
    expect((await failure(socket.api('version'))).message).toContain(`[::1]:${server.port}`)
  })

  it.each([
    ['a second greeting', 'Content-Type: auth/request\n\nContent-Type: auth/request\n\n'],
    [
      'a login answered as if it were an api command',
      'Content-Type: auth/request\n\nContent-Type: api/response\nContent-Length: 2\n\nok',
    ],
    ['a reply before any question', 'Content-Type: command/reply\nReply-Text: +OK\n\n'],
  ])('drops a server with %s', async (_, bytes) => {
    const server = await fake({ onConnect: (peer) => peer.write(bytes) })
    expect((await failure(connectTo(server))).code).toBe('GW406')
  })
})

describe('api', () => {
  it('gives the reply as it is', async () => {
    const server = await fake({ onCommand: (line, peer) => peer.api(`${line}|-ERR no reply\n`) })
    const socket = await connectTo(server)
    expect(await socket.api('sofia status')).toBe('api sofia status|-ERR no reply\n')
    expect(server.received).toEqual(['auth ClueCon', 'api sofia status'])
  })

  it('keeps a burst in order, few enough outstanding at a time, without delay', async () => {
    let outstanding = 0
    let most = 0
    const server = await fake({
      onCommand: (line, peer) => {
        most = Math.max(most, ++outstanding)
        setImmediate(() => {
          outstanding -= 1
          peer.api(line)
        })
      },
    })
    const socket = await connectTo(server)
    const lines = Array.from({ length: 1000 }, (_, n) => `echo ${n}`)
    const replies = await Promise.all(lines.map((line) => socket.api(line)))
    expect(replies).toEqual(lines.map((line) => `api ${line}`))
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(32)
    expect(server.chunks()).toBeLessThan(1001)
  })

  it.each(['a\nb', 'a\r', 'a\0b', '', '   '])('refuses %j before it is sent', async (line) => {
    const server = await fake({ onCommand: (_line, peer) => peer.api('ok') })
    const socket = await connectTo(server)
    expect((await failure(socket.api(line))).code).toBe('GW407')
    expect(await socket.api('version')).toBe('ok')
    expect(server.received).toHaveLength(2)
  })

  it('tells a command that the login may not use, and goes on', async () => {
    const server = await fake({
      onCommand: (line, peer) =>
        line === 'api sofia status' ? peer.reply('-ERR permission denied') : peer.api('fine'),
    })
    const socket = await connectTo(server)
    const [first, second] = await Promise.all([failure(socket.api('sofia status')), socket.api('version')])
    expect(first.code).toBe('GW408')
    expect(second).toBe('fine')
  })

  it('leaves % and ": " in headers alone', async () => {
    const server = await fake({ onCommand: (_line, peer) => peer.reply('-ERR 100% of %E9: %zz: bad') })
    const socket = await connectTo(server)
    expect((await failure(socket.api('x'))).message).toContain('-ERR 100% of %E9: %zz: bad')
  })

  it('reads a reply that comes byte by byte, split in UTF-8', async () => {
    const server = await fake({ segment: 1, onCommand: (_line, peer) => peer.api('grüße €uro 🙂\n') })
    const socket = await connectTo(server)
    expect(await socket.api('x')).toBe('grüße €uro 🙂\n')
  })

  it('keeps bytes that are no UTF-8 apart', async () => {
    const server = await fake({ onCommand: (_line, peer) => peer.api(Buffer.from('caf\xe9 ', 'latin1')) })
    const socket = await connectTo(server)
    expect(await socket.api('x')).toBe('caf\udce9 ')
  })

  it('reads 5 MB, twice', async () => {
    const big = 'ä'.repeat(2_500_000)
    const server = await fake({ onCommand: (_line, peer) => peer.api(big) })
    const socket = await connectTo(server)
    expect(await Promise.all([socket.api('x'), socket.api('y')])).toEqual([big, big])
  })

  it('reads an empty reply and skips line ends before a frame', async () => {
    const server = await fake({ onCommand: (_line, peer) => (peer.write('\n\r\n'), peer.api('')) })
    const socket = await connectTo(server)
    expect(await socket.api('x')).toBe('')
  })

  it.each(['99999999999', '-1', '1e3', '10 MB', '9'.repeat(40)])(
    'drops a Content-Length of %s',
    async (length) => {
      const server = await fake({
        onCommand: (_line, peer) => peer.write(`Content-Type: api/response\nContent-Length: ${length}\n\n`),
      })
      const socket = await connectTo(server)
      expect((await failure(socket.api('x'))).code).toBe('GW406')
      expect((await socket.closed).code).toBe('GW406')
    },
  )

  it.each([
    ['headers without end', 'X: '.padEnd(70_000, 'x')],
    ['a line that is no header', 'Content-Type: api/response\nrubbish\n\n'],
    ['a frame without type', 'X-Other: 1\n\n'],
    ['a frame of an unknown type', 'Content-Type: text/surprise\n\n'],
    ['an event in XML', 'Content-Type: text/event-xml\nContent-Length: 4\n\n<<<<'],
    ['an event in plain text', 'Content-Type: text/event-plain\nContent-Length: 8\n\na: %E9\n\n'],
    ['an event that is no JSON', 'Content-Type: text/event-json\nContent-Length: 3\n\n{"a'],
    ['an event that is null', 'Content-Type: text/event-json\nContent-Length: 4\n\nnull'],
  ])('drops %s', async (_, bytes) => {
    const server = await fake({ onCommand: (_line, peer) => peer.write(bytes) })
    const socket = await connectTo(server)
    expect((await failure(socket.api('x'))).code).toBe('GW406')
  })

  it('drops an api reply to what was no api command', async () => {
    const server = await fake({ onCommand: (_line, peer) => peer.api('+OK') })
    const socket = await connectTo(server)
    expect((await failure(socket.subscribe(['RELOADXML'], []))).code).toBe('GW406')
  })

  it('ignores log lines', async () => {
    const server = await fake({
      onCommand: (_line, peer) => (
        peer.write('Content-Type: log/data\nContent-Length: 3\n\n50%'),
        peer.api('ok')
      ),
    })
    const socket = await connectTo(server)
    expect(await socket.api('x')).toBe('ok')
  })

  it.each<[string, (peer: FakeEventSocket['peers'][number]) => void]>([
    [
      'closes in mid-reply',
      (peer) => (peer.write('Content-Type: api/response\nContent-Length: 9\n\nhalf'), peer.end()),
    ],
    [
      'resets in mid-reply',
      (peer) => (peer.write('Content-Type: api/response\nConte'), setImmediate(() => peer.reset())),
    ],
    ['says that it shuts down', (peer) => (peer.notice('The system is being shut down.\n'), peer.end())],
  ])('ends every command when the switch %s', async (_, act) => {
    const server = await fake({ onCommand: (_line, peer) => act(peer) })
    const socket = await connectTo(server)
    const errors = await Promise.all([failure(socket.api('one')), failure(socket.api('two'))])
    expect(errors.map((error) => error.code)).toEqual(['GW405', 'GW405'])
    expect(errors[0]?.message).toContain('"one"')
    expect((await failure(socket.api('three'))).code).toBe('GW405')
    expect((await socket.closed).code).toBe('GW405')
  })

  it('sends nothing more once the switch has closed', async () => {
    const server = await fake({ onCommand: (line, peer) => line === 'api echo 0' && peer.end() })
    const socket = await connectTo(server)
    const lines = Array.from({ length: 100 }, (_, n) => `echo ${n}`)
    const errors = await Promise.all(lines.map((line) => failure(socket.api(line))))
    expect(new Set(errors.map((error) => error.code))).toEqual(new Set(['GW405']))
    expect(server.received.length).toBeLessThanOrEqual(1 + 32)
  })

  it('gives each command its time from when its turn has come', async () => {
    const server = await fake({
      onCommand: (line, peer) => {
        const turn = Number(line.at(-1))
        if (turn < 4) setTimeout(() => peer.api(line), 250 * turn)
      },
    })
    const socket = await connectTo(server, { commandMs: 400 })
    const answered = ['echo 1', 'echo 2', 'echo 3'].map((line) => socket.api(line))
    expect((await failure(socket.api('echo 4'))).message).toContain('"echo 4"')
    expect(await Promise.all(answered)).toEqual(['api echo 1', 'api echo 2', 'api echo 3'])
  })

  it('repeats what the switch said when it closed', async () => {
    const server = await fake({ onCommand: (_line, peer) => peer.notice('The system is being shut down.\n') })
    const socket = await connectTo(server)
    expect((await failure(socket.api('x'))).message).toContain('("The system is being shut down.")')
  })

  it('never takes a late reply for that of another command', async () => {
    const server = await fake({ onCommand: (line, peer) => setTimeout(() => peer.api(`late ${line}`), 120) })
    const socket = await connectTo(server, { commandMs: 40 })
    const errors = await Promise.all([failure(socket.api('one')), failure(socket.api('two'))])
    expect(errors.map((error) => error.code)).toEqual(['GW404', 'GW404'])
    expect(errors[0]?.message).toMatch(/did not answer "one" within 40 ms/)
    expect((await socket.closed).code).toBe('GW404')
  })
})

describe('subscribe and onEvent', () => {
  it('names ordinary events before CUSTOM and reads events as FreeSWITCH has them', async () => {
    const server = await fake({
      onCommand: (line, peer) => {
        if (line.startsWith('event')) return peer.reply('+OK event listener enabled json')
        peer.event({
          'Event-Name': 'CUSTOM',
          'Event-Subclass': 'sofia::gateway_add',
          Gateway: 'a%20b: c',
          _body: 'b',
          'Content-Length': 1,
        })
        peer.event({ 'Event-Name': 'RELOADXML', Odd: ['x'] })
        peer.api('done')
      },
    })
    const socket = await connectTo(server)
    await socket.subscribe(['RELOADXML', 'PUBLISH'], ['sofia::gateway_add'])
    await socket.subscribe([], [])
    expect(server.received.slice(1)).toEqual(['event json RELOADXML PUBLISH CUSTOM sofia::gateway_add'])
    const events: SwitchEvent[] = []
    const stop = socket.onEvent((event) => events.push(event))
    expect(await socket.api('x')).toBe('done')
    expect(events.map(({ name, subclass, body }) => ({ name, subclass, body }))).toEqual([
      { name: 'CUSTOM', subclass: 'sofia::gateway_add', body: 'b' },
      { name: 'RELOADXML', subclass: undefined, body: undefined },
    ])
    expect(events[0]?.headers.get('Gateway')).toBe('a%20b: c')
    expect(events[1]?.headers.get('Odd')).toBe('["x"]')
    stop()
    await socket.api('y')
    expect(events).toHaveLength(2)
  })

  it('never takes an event for a reply, whatever it is called', async () => {
    const server = await fake({
      onCommand: (_line, peer) => {
        peer.event({
          'Event-Name': 'api::response',
          'Reply-Text': '+OK fake',
          'Content-Type': 'api/response',
        })
        peer.event({ 'Event-Name': '**' })
        peer.api('true one')
      },
    })
    const socket = await connectTo(server)
    expect(await socket.api('x')).toBe('true one')
  })

  it('refuses words that are no event names', async () => {
    const socket = await connectTo(await fake())
    expect((await failure(socket.subscribe(['a b'], []))).code).toBe('GW407')
    expect((await failure(socket.subscribe([], ['x\n\napi shutdown']))).code).toBe('GW407')
  })

  it('tells a subscription that is refused', async () => {
    const socket = await connectTo(
      await fake({ onCommand: (_line, peer) => peer.reply('-ERR no keywords supplied') }),
    )
    expect((await failure(socket.subscribe(['NOPE'], []))).code).toBe('GW408')
  })

  it('ends with a bug report when a listener throws', async () => {
    const server = await fake({ onCommand: (_line, peer) => peer.event({ 'Event-Name': 'X' }) })
    const socket = await connectTo(server)
    socket.onEvent(() => {
      throw new Error('oops')
    })
    expect((await failure(socket.api('x'))).code).toBe('GW900')
  })
})

describe('sendEvent', () => {
  it('tells whether the switch took it', async () => {
    const server = await fake({
      onCommand: (line, peer) =>
        peer.reply(line === 'sendevent TRAP' ? '+OK 1234' : '-ERR permission denied'),
    })
    const socket = await connectTo(server)
    expect(await socket.sendEvent('TRAP')).toBe(true)
    expect(await socket.sendEvent('HEARTBEAT')).toBe(false)
    expect((await failure(socket.sendEvent('TRAP\n\napi shutdown'))).code).toBe('GW407')
    expect(server.received).toHaveLength(3)
  })
})

describe('close', () => {
  it('rejects what is outstanding and leaves nothing behind', async () => {
    const server = await fake()
    const socket = await connectTo(server)
    const pending = failure(socket.api('x'))
    await socket.close()
    await socket.close()
    expect((await pending).code).toBe('GW405')
    expect((await socket.closed).code).toBe('GW405')
  })

  it('cancels every timer it started', async () => {
    const running = new Set<object>()
    const clock = {
      now: () => 0,
      after: () => {
        const timer = {}
        running.add(timer)
        return () => void running.delete(timer)
      },
    }
    const server = await fake({ onCommand: (_line, peer) => peer.api('ok') })
    const socket = await connectTo(server, { clock })
    await socket.api('x')
    expect(running.size).toBe(0)
    void socket.api('y').catch(() => undefined)
    await socket.close()
    expect(running.size).toBe(0)
  })
})

describe('traceTo', () => {
  it('shows lines and frames, never the password', async () => {
    const trace: string[] = []
    const server = await fake({
      onCommand: (_line, peer) => peer.api('<param name="password" value="hush"/>'),
    })
    const socket = await connectTo(server, {
      traceTo: ({ direction, text }) => trace.push(`${direction} ${text}`),
    })
    await socket.api('xml_locate root')
    expect(trace).toEqual([
      'received auth/request',
      'sent auth ***',
      'received command/reply\n+OK accepted',
      'sent api xml_locate root',
      'received api/response\n<param name="password" value="***"/>',
    ])
  })
})

it('closes the socket after a failure', async () => {
  let ended = false
  const server = createServer((socket) => {
    socket.on('close', () => (ended = true)).on('error', () => undefined)
    socket.write('Content-Type: text/surprise\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  expect((await failure(connectTo({ host: '127.0.0.1', port }))).code).toBe('GW406')
  // The server sees the end before it serves the next connection.
  const next = connect(port, '127.0.0.1')
  await new Promise((resolve) => next.on('close', resolve).on('data', () => next.destroy()))
  expect(ended).toBe(true)
  await new Promise((resolve) => server.close(resolve))
})
