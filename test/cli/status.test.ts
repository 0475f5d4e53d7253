import { EventEmitter } from 'node:events'
import type { Terminal } from '../../src/cli/terminal.ts'
import { waitUntil } from '../support/poll.ts'
import { expectPlainFailure } from './gwctl.ts'
import { documentOf, inPlace, type Place } from './place.ts'

const GATEWAYS = {
  'external/acme': { proxy: '127.0.0.1:15060', username: 'alice', password: 's3cret', ping: '5' },
  'external/free': { proxy: '127.0.0.1:15061', register: 'false' },
  'internal/dead': { proxy: '127.0.0.1:15063', username: 'bob', password: 's3cret' },
}
const CARRIERS = { '127.0.0.1:15063': { down: 'refused' } } as const

const inLab = (body: (place: Place) => Promise<void>): Promise<void> =>
  inPlace({ gateways: GATEWAYS, carriers: CARRIERS }, async (place) => {
    await waitUntil('a registration', 5000, () => place.sandbox.bindings().length > 0)
    await waitUntil('all states', 5000, () => {
      place.sandbox.catchUp()
      const list = JSON.stringify(place.sandbox.model.api('sofia xmlstatus gateway'))
      return list.includes('FAIL_WAIT') && list.includes('REGED')
    })
    await body(place)
  })

describe('gwctl status', () => {
  it('shows everything, or what is up, or what is down; 0 in any case', () =>
    inLab(async ({ run }) => {
      const all = await run(['status', '--conf', 'conf'])
      expect(all).toMatchObject({ code: 0, stderr: '' })
      expect(all.stdout).toMatch(/^external +RUNNING +0 +2$[^]*^internal +RUNNING +0 +1, 1 down$/m)
      expect(all.stdout).toMatch(/^external\/free +UP\? NOREG +none /m)
      const down = await run(['status', '--down', '--conf', 'conf'])
      expect(down.code).toBe(0)
      expect(down.stdout).toMatch(/^internal\/dead +DOWN /m)
      expect(down.stdout).not.toContain('external/')
      const none = await run(['status', 'external', '--down', '--conf', 'conf'])
      expect(none).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('No gateway is down.\n') as string,
      })
      const up = documentOf(await run(['status', '--up', '--json', '--conf', 'conf']))
      expect(up).toMatchObject({ formatVersion: '1.0', gateways: [{ gateway: 'acme' }, { gateway: 'free' }] })
    }))

  it('shows one gateway whole, and hides what came from a secret; needs only the secrets of the switch', () =>
    inLab(async ({ run, yaml }) => {
      const one = await run(['status', 'external/acme', '--conf', 'conf'])
      expect(one.stdout).toMatch(/username +alice \(with a password\)/)
      const stdin = yaml(
        'acme: { proxy: "127.0.0.1:15060", username: "${env:NOT_SET}", password: "${env:NOT_SET_2}" }',
      )
      const hidden = await run(['status', 'external/acme', '-f', '-'], { stdin })
      expect(hidden).toMatchObject({ code: 0, stderr: '' })
      expect(hidden.stdout).not.toContain('alice')
    }))

  it('tells an unknown gateway from one that is down, and says what was meant', () =>
    inLab(async ({ run }) => {
      const unknown = await run(['status', 'external/acmee', '--conf', 'conf'])
      expect(unknown.code).toBe(3)
      expectPlainFailure(unknown)
      expect(unknown.stderr).toMatch(
        /GW112: The switch has no gateway external\/acmee\.\n {2}Did you mean external\/acme\?/,
      )
      const profile = await run(['status', 'acme', '--json', '--conf', 'conf'])
      expect(documentOf(profile)).toMatchObject({ error: { code: 'GW112', hint: /external\/acme/ } })
    }))

  it.each([
    [['status', '--up', '--down'], '--up and --down'],
    [['status', 'a/b/c'], 'no name of a gateway'],
    [['status', '--watch'], 'draws on a terminal'],
    [['var', 'acme'], 'needs a gateway and the name'],
    [['var', 'acme', 'x', '--inbound', '--outbound'], '--inbound and --outbound'],
    [['watch', '--metrics', 'nowhere'], 'HOST:PORT'],
    [['watch', '--exec-all'], 'there is no --exec'],
  ])('refuses %j before anything is read', async (args, message) => {
    await inPlace({}, async ({ run }) => {
      const refused = await run([...args, '--conf', '/nowhere'])
      expect(refused.code).toBe(3)
      expectPlainFailure(refused)
      expect(refused.stderr).toContain(message)
    })
  })
})

describe('gwctl status --watch', () => {
  it.each([
    ['q', 0],
    ['\u0003', 130],
  ])('draws over itself, follows the size, and gives the terminal back on %j (%i)', (key, code) =>
    inLab(async ({ run }) => {
      const keys = new EventEmitter()
      let columns = 120
      const terminal: Terminal = {
        columns: () => columns,
        rows: () => 10,
        listen(listener) {
          keys.on('what', listener)
          return () => keys.off('what', listener)
        },
      }
      let drawn = ''
      const running = run(['status', '--watch', '--conf', 'conf'], {
        terminal,
        seeStdout: (text) => (drawn += text),
      })
      await waitUntil('a screen', 5000, () => drawn.includes('external/acme'))
      columns = 60
      keys.emit('what', 'resized')
      keys.emit('what', { key: 'j' })
      expect(drawn).toMatch(/lines 2-10 of \d+, j k scroll; q ends/)
      keys.emit('what', { key })
      expect((await running).code).toBe(code)
      expect(drawn.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true)
      expect(drawn.endsWith('\u001b[?7h\u001b[?25h\u001b[?1049l')).toBe(true)
      expect(drawn.match(/\u001b\[2J/g)).toHaveLength(1)
      expect(keys.listenerCount('what')).toBe(0)
    }),
  )
})

describe('gwctl var', () => {
  const variables =
    'acme: { proxy: "127.0.0.1:15060", username: alice, password: s3cret, ping: 5, variables: [' +
    '{ name: codec-prefs, value: PCMA, direction: outbound }, { name: x-key, value: "${env:KEY}" } ] }'

  it(
    'prints the value, says that there is none, and tells both from an unknown gateway',
    () =>
      inPlace({ env: { KEY: 'v3ry-secret' } }, async ({ run, apply, yaml }) => {
        expect(await apply(variables)).toMatchObject({ code: 0 })
        const ask = (...args: string[]) => run(['var', ...args, '--conf', 'conf'])
        expect(await ask('external/acme', 'codec-prefs')).toEqual({ code: 0, stdout: 'PCMA\n', stderr: '' })
        expect(await ask('acme', 'codec-prefs', '--outbound')).toMatchObject({ code: 0, stdout: 'PCMA\n' })
        expect(await ask('acme', 'codec-prefs', '--inbound')).toEqual({
          code: 0,
          stdout: '',
          stderr: 'external/acme has no inbound variable codec-prefs, or an empty one.\n',
        })
        expect(documentOf(await ask('acme', 'nothing', '--json'))).toEqual({
          formatVersion: '1.0',
          profile: 'external',
          gateway: 'acme',
          variable: 'nothing',
          direction: 'both',
          value: null,
        })
        expect(await ask('nobody', 'codec-prefs')).toMatchObject({ code: 3, stderr: /GW112/ })
        for (const secret of [
          await ask('acme', 'x-key'),
          await ask('acme', 'X-KEY', '--json'),
          await ask('acme', 'api-token'),
          await run(['var', 'acme', 'x-key', '-f', '-'], { stdin: yaml(variables), env: {} }),
        ]) {
          expect(secret.code).toBe(4)
          expect(secret.stdout + secret.stderr).not.toContain('v3ry-secret')
          expect(secret.stderr).toMatch(/GW314/)
        }
      }),
    20_000,
  )
})

describe('gwctl watch', () => {
  it('tells events as JSON lines, runs --exec, serves metrics, and ends with 130', () =>
    inLab(async ({ run, sandbox }) => {
      const stop = new AbortController()
      let [out, err] = ['', '']
      const running = run(
        ['watch', '--json', '--conf', 'conf', '--metrics', '127.0.0.1:0', '--exec', 'exit 7'],
        {
          signal: stop.signal,
          env: { PATH: process.env['PATH'] ?? '' },
          seeStdout: (text) => (out += text),
          seeStderr: (text) => (err += text),
        },
      )
      await waitUntil('a connection', 5000, () => out.includes('"connected"'))
      const url = /Metrics: (\S+)/.exec(err)?.[1] ?? ''
      expect((await fetch(new URL('/healthz', url))).status).toBe(200)
      sandbox.model.api('sofia profile external killgw external::acme')
      sandbox.catchUp()
      await waitUntil('the end of acme', 5000, () => out.includes('"gateway-removed"'))
      await waitUntil('a run', 5000, () => err.includes('--exec failed for external/acme'))
      expect(await (await fetch(url)).text()).not.toContain('gateway="acme"')
      stop.abort()
      expect((await running).code).toBe(130)
      for (const line of out.trimEnd().split('\n'))
        expect(JSON.parse(line)).toMatchObject({ formatVersion: '1.0', time: expect.any(String) as string })
    }))

  it('ends when nobody reads it any more', () =>
    inLab(async ({ run }) => {
      const unread = new AbortController()
      const running = run(['watch', '--conf', 'conf'], {
        unread: unread.signal,
        seeStdout: () => unread.abort(),
      })
      expect((await running).code).toBe(0)
    }))
})
