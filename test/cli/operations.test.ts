import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beginJournal } from '../../src/apply/journal.ts'
import { account, CARRIER } from '../apply/lab.ts'
import { waitUntil } from '../support/poll.ts'
import { expectPlainFailure } from './gwctl.ts'
import { documentOf, inPlace, type Place } from './place.ts'

const GATEWAYS = {
  'external/acme': account('alice'),
  'external/beta': account('bob'),
  'internal/trunk': { proxy: '203.0.113.7', register: 'false' },
}

type Options = Parameters<typeof inPlace>[0]

/** A place whose gateways are registered, and whose profiles are old enough to be stopped. */
function inGrownPlace(body: (place: Place) => Promise<void>, more: Options = {}): Promise<void> {
  return inPlace({ gateways: GATEWAYS, ...more }, async (place) => {
    await registered(place, 2)
    await sleep(230)
    await body(place)
  })
}

const FORBIDS = { registerAnswer: [403, 'Forbidden'] } as const

const CONF = ['--conf', 'conf', '--yes', '--json'] as const

/** Sends an api command as another client would; what the sandbox answers. */
function api({ sandbox }: Place, line: string): string {
  sandbox.catchUp()
  return sandbox.model.api(line).text
}

function registered(place: Place, count: number): Promise<void> {
  return waitUntil(`${count} registered`, 5000, () =>
    Promise.resolve((api(place, 'sofia xmlstatus gateway').match(/<state>REGED</g) ?? []).length === count),
  )
}

function audit({ conf }: Place): Record<string, unknown>[] {
  const lines = readFileSync(join(conf, '.gwctl/audit.jsonl'), 'utf8').trim().split('\n')
  return lines.map((each) => JSON.parse(each) as Record<string, unknown>)
}

function bound({ sandbox }: Place): number {
  return sandbox.bindings().length
}

describe('gwctl gateway', () => {
  it('register tells what the carrier answers', () =>
    inGrownPlace(async (place) => {
      const run = await place.run(['gateway', 'register', 'external/acme', ...CONF])
      expect(run.code).toBe(0)
      expect(documentOf(run)).toMatchObject({
        operation: 'gateway register',
        target: 'external/acme',
        outcome: 'done',
        gateways: [{ profile: 'external', gateway: 'acme', health: 'healthy', detail: 'registered' }],
      })
      expect(audit(place).at(-1)).toMatchObject({
        purpose: 'gateway register external/acme',
        outcome: 'applied',
        exit: 0,
      })
    }))

  it('register ends with 8 and the answer where the carrier refuses', () =>
    inPlace({ gateways: GATEWAYS, carriers: { [CARRIER]: FORBIDS } }, async ({ run }) => {
      const refused = await run(['gateway', 'register', 'external/acme', ...CONF])
      expect(refused.code).toBe(8)
      expect(documentOf(refused)).toMatchObject({
        outcome: 'unhealthy',
        gateways: [{ health: 'unhealthy', detail: expect.stringContaining('403') }],
      })
    }))

  it('register is never sent to a gateway that does not register', () =>
    inGrownPlace(async (place) => {
      const run = await place.run(['gateway', 'register', 'internal/trunk', '--conf', 'conf', '--yes'])
      expect(run.code).toBe(4)
      expectPlainFailure(run)
      expect(run.stderr).toContain('unable to stop')
      expect(run.stderr).not.toContain('registers at its carrier now')
      expect(audit(place).at(-1)).toMatchObject({ outcome: 'refused', exit: 4, code: 'GW301' })
      // With its lock leaked the profile could not be stopped any more.
      expect((await place.run(['profile', 'stop', 'internal', ...CONF])).code).toBe(0)
    }))

  it('restart keeps the binding, leaves no backup and no journal, and touches nothing else', () =>
    inGrownPlace(async (place) => {
      const before = place.files()
      const run = await place.run(['gateway', 'restart', 'external/acme', ...CONF])
      expect(run.code).toBe(0)
      expect(documentOf(run)).toMatchObject({
        outcome: 'done',
        gateways: [{ gateway: 'acme', health: 'healthy' }],
      })
      expect(run.stderr).toContain('killgw external::acme')
      expect(run.stderr).toContain('startgw acme')
      expect(bound(place)).toBe(2)
      expect(place.files()).toEqual(before)
      expect(documentOf(await place.run(['backup', 'list', '--conf', 'conf', '--json']))).toMatchObject({
        backups: [],
      })
      expect((await place.run(['recover', '--conf', 'conf', '--yes'])).stdout).toContain('Nothing to recover')
    }))

  it('restart refuses to apply what was changed on disk, unless that is wanted', () =>
    inGrownPlace(async (place) => {
      const file = join(place.conf, 'sip_profiles/external/acme.xml')
      const changed = readFileSync(file, 'utf8').replace('value="secret"', 'value="other"')
      writeFileSync(file, changed)
      const refused = await place.run(['gateway', 'restart', 'external/acme', '--conf', 'conf', '--yes'])
      expect(refused.code).toBe(4)
      expect(refused.stderr).toContain('another password than FreeSWITCH has')
      expect(refused.stderr).toContain('--as-on-disk')
      expect(refused.stderr).not.toContain('other"')
    }))

  it('restart ends with 8 where the carrier refuses what stands on disk', () =>
    inGrownPlace(async (place) => {
      const file = join(place.conf, 'sip_profiles/external/acme.xml')
      writeFileSync(file, readFileSync(file, 'utf8').replace('value="secret"', 'value="other"'))
      place.sandbox.model.carriers.set(CARRIER, FORBIDS)
      const run = await place.run(['gateway', 'restart', 'external/acme', '--as-on-disk', ...CONF])
      expect(run.code).toBe(8)
      expect(documentOf(run)).toMatchObject({
        outcome: 'unhealthy',
        gateways: [{ health: 'unhealthy', detail: expect.stringContaining('403') }],
      })
      expect(audit(place).at(-1)).toMatchObject({ outcome: 'kept', exit: 8 })
    }))

  it('kill says that it comes back, and the last healthy one is protected', () =>
    inGrownPlace(async (place) => {
      const first = await place.run(['gateway', 'kill', 'external/acme', '--conf', 'conf', '--yes'])
      expect(first.code).toBe(0)
      expect(first.stdout).toContain('external/acme: gone')
      expect(first.stdout).toContain('the next rescan brings it back')
      const last = await place.run(['gateway', 'kill', 'external', '--all', '--conf', 'conf', '--yes'])
      expect(last.code).toBe(4)
      expect(last.stderr).toContain('last healthy gateway (beta)')
      const all = await place.run(['gateway', 'kill', '--all', '--allow-last-healthy', ...CONF])
      expect(all.code).toBe(0)
      expect(documentOf(all)).toMatchObject({
        gateways: [
          { gateway: 'beta', health: 'gone' },
          { gateway: 'trunk', health: 'gone' },
        ],
      })
      const none = await place.run(['gateway', 'kill', 'external', '--all', ...CONF])
      expect(documentOf(none)).toMatchObject({ outcome: 'unchanged' })
      const back = await place.run(['profile', 'rescan', 'external', '--conf', 'conf', '--yes'])
      expect(back.code).toBe(0)
      expect(back.stdout).toContain('Added: ')
      expect(bound(place)).toBe(2)
    }))
})

describe('gwctl profile', () => {
  it('restart proves that its gateways are UP again', () =>
    inGrownPlace(async (place) => {
      const run = await place.run(['profile', 'restart', 'external', ...CONF])
      expect(run.code).toBe(0)
      expect(documentOf(run)).toMatchObject({
        outcome: 'done',
        happened: ['Profile external runs again, on 127.0.0.1:5080.'],
        gateways: [{ health: 'healthy' }, { health: 'healthy' }],
      })
      expect(audit(place).at(-1)).toMatchObject({ purpose: 'profile restart external', outcome: 'applied' })
    }))

  it('restart and stop are refused while calls are in progress', () =>
    inGrownPlace(async (place) => {
      api(place, 'sandbox calls external 3')
      for (const verb of ['restart', 'stop']) {
        const run = await place.run(['profile', verb, 'external', '--conf', 'conf', '--yes'])
        expect(run.code).toBe(4)
        expect(run.stderr).toContain('3 calls in progress')
        expect(run.stderr).toContain('--allow-calls')
      }
      expect((await place.run(['profile', 'restart', 'external', '--allow-calls', ...CONF])).code).toBe(0)
    }))

  it('restart says what it applies and what it loses', () =>
    inGrownPlace(async (place) => {
      const file = join(place.conf, 'sip_profiles/external.xml')
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('name="sip-port" value="5080"', 'name="sip-port" value="5090"'),
      )
      writeFileSync(join(place.conf, 'sip_profiles/external/acme.xml'), '<include/>\n')
      const lists = [
        ['carriers', 'acme'],
        ['others', 'elsewhere'],
      ].map(([name, node]) => `<list name="${name}">\n<node name="${node}" weight="1"/>\n</list>\n`)
      writeFileSync(
        join(place.conf, 'autoload_configs/distributor.conf.xml'),
        `<configuration name="distributor.conf">\n<lists>\n${lists.join('')}</lists>\n</configuration>\n`,
      )
      const run = await place.run(['profile', 'restart', 'external', '--conf', 'conf', '--yes'])
      expect(run.code).toBe(0)
      expect(run.stderr).toContain('The distributor list carriers goes on naming acme: calls that it')
      expect(run.stderr).not.toContain('others')
      expect(run.stderr).toContain('Changed on disk since it was loaded: sip-port.')
      expect(run.stderr).toContain('do not come back: acme.')
      expect(run.stdout).toContain('on 127.0.0.1:5090')
    }))

  it('restart is not sent on a configuration that does not load', () =>
    inGrownPlace(async (place) => {
      writeFileSync(
        join(place.conf, 'sip_profiles/external/acme.xml'),
        '<include>\n  <gateway name="acme">\n</include>\n',
      )
      const run = await place.run(['profile', 'restart', 'external', '--conf', 'conf', '--yes'])
      expect(run.code).toBe(1)
      expectPlainFailure(run)
      expect(run.stderr).toContain('does not load')
      expect(api(place, 'sofia jsonstatus')).toContain('RUNNING')
      expect(bound(place)).toBe(2)
    }))

  it('restart onto a port that is taken says so and what to run; start brings it back', () => {
    let busy = false
    return inGrownPlace(
      async (place) => {
        busy = true
        const run = await place.run(['profile', 'restart', 'external', ...CONF])
        expect(run.code).toBe(7)
        expect(documentOf(run)).toMatchObject({
          outcome: 'stuck',
          left: [expect.stringMatching(/does not run.*external\/acme.*gwctl profile start external/)],
          error: { code: 'GW408', message: expect.stringContaining('could not start on 127.0.0.1:5080') },
        })
        expect(audit(place).at(-1)).toMatchObject({ outcome: 'stuck', exit: 7 })
        busy = false
        const start = await place.run(['profile', 'start', 'external', ...CONF])
        expect(start.code).toBe(0)
        expect(documentOf(start)).toMatchObject({ happened: ['Profile external runs, on 127.0.0.1:5080.'] })
      },
      { isBusy: () => busy },
    )
  })

  it('stop waits until it is gone; where there is nothing to do it says so', () =>
    inGrownPlace(async (place) => {
      const stop = await place.run(['profile', 'stop', 'external', ...CONF])
      expect(stop.code).toBe(0)
      expect(
        Object.keys((JSON.parse(api(place, 'sofia jsonstatus')) as { profiles: object }).profiles),
      ).toEqual(['internal'])
      const again = await place.run(['profile', 'stop', 'external', ...CONF])
      expect([again.code, documentOf(again)['outcome']]).toEqual([0, 'unchanged'])
      const rescan = await place.run(['profile', 'rescan', 'external', '--conf', 'conf', '--yes'])
      expect(rescan.code).toBe(4)
      expect(rescan.stderr).toContain('gwctl profile start external')
      const start = await place.run(['profile', 'start', 'internal', ...CONF])
      expect([start.code, documentOf(start)['outcome']]).toEqual([0, 'unchanged'])
    }))

  it('neither starts nor restarts one with shutdown-on-fail', () =>
    inGrownPlace(async (place) => {
      const file = join(place.conf, 'sip_profiles/external.xml')
      const param = '<param name="shutdown-on-fail" value="true"/>\n  </settings>'
      writeFileSync(file, readFileSync(file, 'utf8').replace('</settings>', param))
      for (const verb of ['start', 'restart']) {
        if (verb === 'start') api(place, 'sofia profile external stop wait')
        const run = await place.run(['profile', verb, 'external', '--conf', 'conf', '--yes'])
        expect(run.code).toBe(4)
      }
    }))
})

describe('an operation', () => {
  it.each<[string[], string]>([
    [['gateway'], 'needs one of register, restart and kill'],
    [['gateway', 'resurrect', 'external/acme'], 'takes register or restart or kill'],
    [['gateway', 'restart'], 'needs a PROFILE/GATEWAY'],
    [['gateway', 'restart', 'acme'], 'takes PROFILE/GATEWAY, not "acme"'],
    [['gateway', 'restart', 'a/b/c'], 'takes PROFILE/GATEWAY'],
    [['gateway', 'restart', 'external/acme', '--all'], 'There is no option --all'],
    [['gateway', 'kill', 'external/acme', '--all'], 'takes a profile or nothing'],
    [['profile'], 'needs one of start, stop, restart and rescan'],
    [['profile', 'stop'], 'needs the name of a profile'],
    [['profile', 'start', 'external', '--allow-calls'], 'There is no option --allow-calls'],
    [['profile', 'stop', 'external', '--timeout', 'soon'], '--timeout takes a whole number'],
  ])('refuses %j before any I/O', (args, message) =>
    inPlace({}, async ({ run, sandbox }) => {
      await sandbox.close()
      const refused = await run([...args, '--conf', '/nonexistent', '--yes'])
      expect(refused.code).toBe(3)
      expectPlainFailure(refused)
      expect(refused.stderr).toContain(message)
    }),
  )

  it.each<[string[]]>([[['gateway', 'restart', 'external/acme']], [['profile', 'stop', 'external']]])(
    'needs --yes without a terminal: %j',
    (args) =>
      inPlace({}, async ({ run }) => {
        const refused = await run([...args, '--conf', '/nonexistent'])
        expect(refused.code).toBe(4)
        expectPlainFailure(refused)
      }),
  )

  it('makes nothing of names that nothing is known of', () =>
    inPlace({ gateways: GATEWAYS }, async ({ run }) => {
      const gateway = await run(['gateway', 'restart', 'external/acmee', '--conf', 'conf', '--yes'])
      expect([gateway.code, gateway.stderr]).toEqual([
        3,
        expect.stringContaining('Did you mean external/acme?'),
      ])
      const profile = await run(['profile', 'stop', 'External', '--conf', 'conf', '--yes'])
      expect([profile.code, profile.stderr]).toEqual([3, expect.stringContaining('Did you mean external?')])
      const kill = await run(['gateway', 'kill', 'externl', '--all', '--conf', 'conf', '--yes'])
      expect([kill.code, kill.stderr]).toEqual([3, expect.stringContaining('Did you mean external?')])
    }))

  it('makes no lock in a directory that is something else', () =>
    inPlace({}, async ({ run, cwd }) => {
      const refused = await run(['profile', 'stop', 'external', '--conf', cwd, '--yes'])
      expect(refused.code).toBe(3)
      expect(refused.stderr).toContain('freeswitch.xml cannot be read')
    }))

  it('asks; anything but yes changes nothing', () =>
    inGrownPlace(async (place) => {
      const asked: string[] = []
      const ask = (question: string): Promise<string> => {
        asked.push(question)
        return Promise.resolve('y')
      }
      const run = await place.run(['profile', 'restart', 'external', '--conf', 'conf'], {
        interactive: true,
        ask,
      })
      expect(run.code).toBe(4)
      expect(asked).toHaveLength(1)
      expect(audit(place).at(-1)).toMatchObject({ outcome: 'declined' })
      expect(bound(place)).toBe(2)
    }))

  it('tells a gateway that stands on disk and does not run from one that is not there', () =>
    inPlace({ gateways: GATEWAYS }, async (place) => {
      await registered(place, 2)
      await place.run(['gateway', 'kill', 'external/acme', ...CONF])
      const run = await place.run(['gateway', 'restart', 'external/acme', '--conf', 'conf', '--yes'])
      expect(run.code).toBe(4)
      expect(run.stderr).toContain('gwctl profile rescan external')
    }))

  it('works with a YAML, too, and is refused while an interrupted apply is left', () =>
    inPlace({ gateways: GATEWAYS }, async (place) => {
      await registered(place, 2)
      writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(''))
      expect((await place.run(['gateway', 'register', 'external/acme', '--yes'])).code).toBe(0)
      const about = { formatVersion: '1.0', id: '20261123T101500.123Z', purpose: 'apply' } as const
      const header = { ...about, startedAt: '2026-11-23T10:15:00.123Z', coreUuid: '' }
      beginJournal(place.conf, { ...header, files: [], gateways: [] })
      const refused = await place.run(['gateway', 'register', 'external/acme', '--yes'])
      expect(refused.code).toBe(4)
      expect(refused.stderr).toContain('gwctl recover')
    }))

  it('that is interrupted after it has begun says what is left', () => {
    let busy = false
    return inGrownPlace(
      async (place) => {
        // So many attempts to bind that the restart comes to no end by itself.
        const file = join(place.conf, 'sip_profiles/external.xml')
        const param = '<param name="bind-attempts" value="1000"/>\n  </settings>'
        writeFileSync(file, readFileSync(file, 'utf8').replace('</settings>', param))
        busy = true
        const abort = new AbortController()
        const running = place.run(['profile', 'restart', 'external', ...CONF], { signal: abort.signal })
        await waitUntil('it is down', 5000, () =>
          Promise.resolve(!api(place, 'sofia jsonstatus').includes('"external"')),
        )
        abort.abort()
        const run = await running
        expect(run.code).toBe(7)
        expect(documentOf(run)).toMatchObject({
          outcome: 'stuck',
          left: [expect.stringContaining('FreeSWITCH goes on with it')],
          error: { code: 'GW505' },
        })
      },
      { isBusy: () => busy },
    )
  })
})
