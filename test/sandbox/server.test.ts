import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts'
import { registering } from '../contract/lab.ts'
import { writeConf } from '../support/freeswitch-conf.ts'
import { connectEsl } from '../support/raw-esl.ts'

let dir: string
let sandbox: Sandbox | undefined

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gwctl-sandbox-'))
  writeConf(dir, {
    eslPort: 0,
    password: 'hush',
    profiles: [{ name: 'external', port: 5080, files: { 'a.xml': registering('gw-a', '127.0.0.1:5070') } }],
  })
})

afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
  rmSync(dir, { recursive: true })
})

async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  sandbox = await startSandbox({ confDir: dir, ...options })
  return sandbox
}

/** Sends a text and reads until the server closes, or `until` is in what came. */
function talk(port: number, text: string, until?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    const end = () => {
      socket.destroy()
      resolve(heard)
    }
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      if (until !== undefined && heard.includes(until)) end()
    })
    socket.on('error', end)
    socket.on('close', end)
    socket.on('connect', () => socket.write(text, 'latin1'))
  })
}

const BYE =
  'Content-Type: text/disconnect-notice\nContent-Length: 67\n\nDisconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n'

describe('startSandbox', () => {
  it('takes password and port from event_socket.conf', async () => {
    const { port, password } = await start()
    expect(password).toBe('hush')
    const heard = await talk(port, 'auth hush\n\napi version short\n\nexit\n\n')
    expect(heard).toBe(
      'Content-Type: auth/request\n\n' +
        'Content-Type: command/reply\nReply-Text: +OK accepted\n\n' +
        'Content-Type: api/response\nContent-Length: 16\n\n1.10.12-release\n' +
        `Content-Type: command/reply\nReply-Text: +OK bye\n\n${BYE}`,
    )
  })

  it('closes on a wrong password, after its reply', async () => {
    const { port } = await start()
    expect(await talk(port, 'api status\n\nauth nope\n\n')).toBe(
      'Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: -ERR command not found\n\n' +
        `Content-Type: command/reply\nReply-Text: -ERR invalid\n\n${BYE}`,
    )
  })

  it('rejects an address that the ACL does not know', async () => {
    const { port } = await start({ allows: () => false })
    expect(await talk(port, '')).toBe(
      `Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n${BYE}`,
    )
  })

  it('reads commands however they arrive: in pieces, with CRLF, several at once', async () => {
    const { port } = await start()
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => (heard += chunk.toString()))
    const closed = new Promise((resolve) => socket.on('close', resolve))
    for (const piece of ['\n\nau', 'th hush\r\n', '\r\napi echo a\n\napi ec', 'ho b\n\n', 'exit\n\n']) {
      socket.write(piece)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await closed
    expect(heard.match(/\n\n[ab]Content|accepted|OK bye/g)).toEqual([
      'accepted',
      '\n\naContent',
      '\n\nbContent',
      'OK bye',
    ])
  })

  it('tells events in plain text, URL-encoded, the core headers first', async () => {
    const { port } = await start({ speed: 20 })
    const heard = await talk(port, 'auth hush\n\nevent plain CUSTOM sofia::gateway_state\n\n', 'State: REGED')
    expect(heard).toMatch(
      /Content-Length: \d+\nContent-Type: text\/event-plain\n\nEvent-Subclass: sofia%3A%3Agateway_state\nEvent-Name: CUSTOM\nCore-UUID: [-0-9a-f]{36}\nFreeSWITCH-Hostname: .*\nFreeSWITCH-Switchname: .*\nFreeSWITCH-IPv4: .*\nFreeSWITCH-IPv6: .*\nEvent-Date-Local: \d{4}-\d\d-\d\d%20\d\d%3A\d\d%3A\d\d\nEvent-Date-GMT: \w{3},%20.*%20GMT\nEvent-Date-Timestamp: \d{16}\nEvent-Calling-File: sofia_reg\.c\nEvent-Calling-Function: sofia_reg_fire_custom_gateway_state_event\nEvent-Calling-Line-Number: 156\nEvent-Sequence: \d+\nGateway: gw-a\nState: TRYING\nPing-Status: DOWN\n\n/,
    )
  })

  it('lets a second last as long as it is told', async () => {
    const { port, bindings } = await start({ speed: 10 })
    const esl = await connectEsl(port, 'hush')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await esl.api('sofia xmlstatus gateway gw-a')).toContain('<state>REGED</state>')
    expect(bindings()).toHaveLength(1)
    esl.close()
  })

  it.each([
    ['close', ''],
    ['truncate', 'Content-Type: command/reply'],
    ['garbage', 'HTTP/1.1 400 Bad Request\r\nnonsense\r\n\r\n\0\xff'],
  ] as const)('makes things go wrong: %s', async (fault, expected) => {
    const { port } = await start({ fault: (n) => (n === 1 ? fault : undefined) })
    const heard = await talk(port, 'auth hush\n\nexit\n\n')
    expect(heard.replace('Content-Type: auth/request\n\n', '').slice(0, expected.length || undefined)).toBe(
      expected,
    )
  })

  it('makes things go wrong: hang', async () => {
    const { port } = await start({ fault: (n) => (n === 0 ? 'hang' : undefined) })
    const silent = new Promise((resolve) => setTimeout(resolve, 50, 'silence'))
    expect(await Promise.race([talk(port, 'auth hush\n\n'), silent])).toBe('silence')
  })

  it('says what is wrong with a configuration that FreeSWITCH would not start on', async () => {
    writeFileSync(join(dir, 'sip_profiles/external/z.xml'), '<oops>\n')
    await expect(startSandbox({ confDir: dir })).rejects.toMatchObject({
      code: 'GW201',
      message: /Cannot Initialize/,
    })
    await expect(startSandbox({ confDir: join(dir, 'nowhere') })).rejects.toMatchObject({ code: 'GW201' })
  })

  it('says when the port is taken', async () => {
    const { port } = await start()
    await expect(startSandbox({ confDir: dir, port })).rejects.toMatchObject({ code: 'GW401' })
  })

  it('goes down with a profile that must not fail', async () => {
    const settings = { 'shutdown-on-fail': 'true' }
    writeConf(dir, { eslPort: 0, password: 'hush', profiles: [{ name: 'external', port: 5080, settings }] })
    const { port } = await start({ speed: 10, isBusy: () => true })
    expect(await talk(port, 'auth hush\n\n')).toContain('The system is being shut down.\n')
  })
})
