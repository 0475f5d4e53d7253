import { join } from 'node:path'
import { findFreePort } from '../support/free-port.ts'
import { startFakeEventSocket, type FakeOptions } from '../support/fake-event-socket.ts'
import { writeConf } from '../support/small-conf.ts'
import { expectPlainFailure, gwctl, inDirectory, type Run } from './gwctl.ts'
import { runHere } from './in-process.ts'

function yaml(port: number): string {
  return `version: 1
freeswitch:
  conf: ./conf
  event-socket: { host: 127.0.0.1, port: ${port}, password: ClueCon }
profiles: { external: { gateways: { acme: { proxy: h, register: false } } } }
`
}

/** Plans and applies against `port`; both have to fail with one of these codes, the document of --json too. */
async function expectFailure(port: number, ...codes: string[]): Promise<void> {
  await inDirectory({ 'gwctl.yaml': yaml(port) }, async (cwd) => {
    writeConf(join(cwd, 'conf'))
    const runs: Run[] = await Promise.all([
      runHere(['plan', '--json'], { cwd }),
      gwctl(['apply', '--yes', '--json'], { cwd }),
    ])
    for (const run of runs) {
      expectPlainFailure(run)
      const { error } = JSON.parse(run.stdout) as { error: { code: string; message: string; hint: string } }
      expect(run.code).toBe(1)
      expect(codes).toContain(error.code)
      // One sentence of what happened, one of what to do; the same on stderr.
      for (const sentence of [error.message, error.hint]) {
        expect(sentence).toMatch(/^[^\n]+[.]$/)
        expect(run.stderr).toContain(sentence)
      }
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(2)
    }
  })
}

async function expectFailureOf(options: FakeOptions, ...codes: string[]): Promise<void> {
  const fake = await startFakeEventSocket(options)
  try {
    await expectFailure(fake.port, ...codes)
  } finally {
    await fake.close()
  }
}

const REJECTION =
  'Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n' +
  'Content-Type: text/disconnect-notice\nContent-Length: 67\n\n' +
  'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n'

describe('an event socket', () => {
  it.concurrent('on which nothing listens', async () => expectFailure(await findFreePort(), 'GW401'))

  it.concurrent('with another password', () => expectFailureOf({ password: 'other' }, 'GW402'))

  it.concurrent('that refuses this address', () =>
    expectFailureOf(
      {
        onConnect: (peer) => {
          peer.write(REJECTION)
          peer.end()
        },
      },
      'GW403',
    ),
  )

  it.concurrent(
    'that never says anything',
    () => expectFailureOf({ onConnect: () => undefined }, 'GW404'),
    15_000,
  )

  it.concurrent(
    'that never answers the login',
    () => expectFailureOf({ onAuth: () => undefined }, 'GW404'),
    15_000,
  )

  it.concurrent('that closes at once', () => expectFailureOf({ onConnect: (peer) => peer.end() }, 'GW405'))

  // The reset may come before the connection was told to stand.
  it.concurrent('that resets at once', () =>
    expectFailureOf({ onConnect: (peer) => peer.reset() }, 'GW401', 'GW405'),
  )

  it.concurrent('that dies in the middle of a reply', () =>
    expectFailureOf(
      {
        onCommand: (_, peer) => {
          peer.write('Content-Type: api/response\nContent-Length: 4000\n\n<gateways>')
          peer.end()
        },
      },
      'GW405',
    ),
  )

  it.concurrent('that dies in the middle of a header', () =>
    expectFailureOf({ onCommand: (_, peer) => (peer.write('Content-Ty'), peer.end()) }, 'GW405'),
  )

  it.concurrent('that is a web server', () =>
    expectFailureOf({ onConnect: (peer) => peer.write('HTTP/1.1 400 Bad Request\r\n\r\n<html>') }, 'GW406'),
  )

  it.concurrent('that is a shell of the Telnet kind', () =>
    expectFailureOf({ onConnect: (peer) => peer.write(`\u001b[31mlogin: \n\n`) }, 'GW406'),
  )

  it.concurrent('that claims a reply without end', () =>
    expectFailureOf(
      {
        onCommand: (_, peer) => peer.write('Content-Type: api/response\nContent-Length: 99999999999999\n\n'),
      },
      'GW406',
    ),
  )

  it.concurrent('whose switch has no mod_sofia', () =>
    expectFailureOf(
      {
        onCommand: (line, peer) =>
          line.startsWith('api ')
            ? peer.api(`-ERR ${line.split(' ')[1] ?? ''} Command not found!\n`)
            : peer.reply('+OK'),
      },
      'GW408',
    ),
  )
})
