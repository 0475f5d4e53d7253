import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readLeftJournal } from '../../src/apply/journal.ts'
import { recover } from '../../src/apply/recover.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan, type BuildOptions } from '../../src/plan/build.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { desired, gateway, profile } from '../support/plan-world.ts'
import { account, CARRIER, fastClock, overLink, texts, withLab, type Lab, type LabOptions } from './lab.ts'

const ALICE = { 'external/acme': account('alice') }
const LINKED = { proxy: CARRIER, username: 'bob', password: 'secret', 'expire-seconds': '600' }
const CUSTOM = { 'sip-ip': '127.0.0.1', 'sip-port': '5090', context: 'public' }

async function planOf(lab: Lab, wanted: Desired, options: BuildOptions = {}): Promise<Plan> {
  const evidence = { loaded: await (await lab.connect()).loaded() }
  const disk = readDisk(localTarget(lab.conf))
  const { plan, diagnostics } = buildPlan({ ...wanted, conf: lab.conf }, disk, await lab.live(), {
    evidence,
    ...options,
  })
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

/** Profiles that run, with the port in the Contact of each gateway. */
async function runs(lab: Lab): Promise<string[]> {
  const { profiles, gateways } = await lab.live()
  const told = gateways.map(
    (each) => `${each.profile}/${each.name} ${/:(\d+)/.exec(each.contact)?.[1] ?? ''} ${each.state}`,
  )
  return [...profiles.map((each) => `${each.name} ${each.state}`), ...told].sort()
}

/** The sandbox runs 50 times as fast: by then a profile is old enough to be restarted. */
async function aged(lab: Lab): Promise<void> {
  await lab.settled(['acme'])
  await fastClock.sleep(11_000)
}

/** A lab with `acme` registered in a profile that is old enough. */
function inLab(body: (lab: Lab) => Promise<void>, options: LabOptions = {}): Promise<void> {
  return withLab({ gateways: ALICE, ...options }, async (lab) => {
    await aged(lab)
    await body(lab)
  })
}

const PORT = desired([], [profile('external', { 'sip-port': '5090' })])
const BEFORE = ['external RUNNING', 'external/acme 5080 REGED', 'internal RUNNING']

describe('a setting that only a restart applies', () => {
  it('takes one restart, and its gateways are as well as before, from the new port', () =>
    inLab(async (lab) => {
      const result = await lab.apply(await planOf(lab, PORT))
      expect(result).toMatchObject({ outcome: 'applied', gateways: [{ gateway: 'acme', health: 'healthy' }] })
      expect(lab.commands).toEqual(['reloadxml', 'sofia profile external restart reloadxml'])
      expect(await runs(lab)).toEqual(['external RUNNING', 'external/acme 5090 REGED', 'internal RUNNING'])
      expect(lab.bound()).toEqual(['alice'])
      expect(await planOf(lab, PORT)).toMatchObject({ changes: [], files: [], steps: [] })
    }))

  it('takes gateways that change along', () =>
    inLab(async (lab) => {
      const wanted = desired(
        [
          gateway('external/acme', { ...LINKED, username: 'alice', ping: '25' }),
          gateway('external/new', LINKED),
        ],
        [profile('external', { 'sip-port': '5090' })],
      )
      const result = await lab.apply(await planOf(lab, wanted))
      expect(result.outcome).toBe('applied')
      expect(lab.commands).toEqual(['reloadxml', 'sofia profile external restart reloadxml'])
      expect(await lab.gateway('acme')).toMatchObject({ pingfreq: 25, state: 'REGED' })
      expect(await lab.gateway('new')).toMatchObject({ state: 'REGED' })
    }))

  it('waits until the profile is old enough, and counts down', () =>
    withLab({}, async (lab) => {
      const result = await lab.apply(await planOf(lab, PORT))
      expect(result.outcome).toBe('applied')
      expect(lab.progress).toContainEqual({
        kind: 'profile',
        told: { kind: 'too-young', profile: 'external', secondsLeft: expect.any(Number) },
      })
    }))

  it('is put back, file and profile, when somebody else has the port', () =>
    inLab(
      async (lab) => {
        const before = texts(lab.snapshot())
        const result = await lab.apply(await planOf(lab, PORT))
        expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
        expect(result.cause?.message).toContain('could not start on 127.0.0.1:5090')
        expect(texts(lab.snapshot())).toEqual(before)
        expect(await runs(lab)).toEqual(BEFORE)
        expect(lab.commands.at(-1)).toBe('sofia profile external start')
        expect(lab.bound()).toEqual(['alice'])
      },
      { isBusy: (_, port) => port === 5090 },
    ))

  it('is not called put back where a gateway went with it that stands in no file', () =>
    inLab(
      async (lab) => {
        rmSync(join(lab.conf, 'sip_profiles/external/acme.xml'))
        const plan = await planOf(lab, PORT)
        expect(plan.warnings).toMatchObject([{ code: 'GW141', message: expect.stringContaining('acme') }])
        const result = await lab.apply(plan)
        expect(result).toMatchObject({ outcome: 'stuck', recoverable: false, cause: { code: 'GW408' } })
        expect(result.left).toEqual([expect.stringMatching(/^external\/acme ran in the memory .* is gone,/)])
        expect(readLeftJournal(lab.conf)).toBeUndefined()
        expect(await runs(lab)).toEqual(['external RUNNING', 'internal RUNNING'])
      },
      { isBusy: (_, port) => port === 5090 },
    ))

  it('is put back by another restart when a gateway is not as well as before', () =>
    inLab(async (lab) => {
      const before = texts(lab.snapshot())
      const plan = await planOf(lab, PORT)
      await lab.sandbox.model.api(`sandbox carrier ${CARRIER} silent`)
      const result = await lab.apply(plan, { timeoutSeconds: 5 })
      expect(result.outcome).toBe('stuck')
      expect(result.left.join()).toContain('external/acme was UP before')
      expect(texts(lab.snapshot())).toEqual(before)
      expect((await lab.gateway('acme'))?.contact).toContain(':5080')
      // Twice it is too young.
      expect(lab.commands.filter((each) => each.includes('restart')).length).toBeGreaterThan(1)
    }))

  it('restarts nothing on a configuration that does not load', () =>
    inLab(async (lab) => {
      const plan = await planOf(lab, PORT)
      lab.write('sip_profiles/internal/broken.xml', '<include>\n  <gateway name="x">\n</include>\n')
      const result = await lab.apply(plan)
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(lab.commands).toEqual(['reloadxml'])
      expect(await runs(lab)).toEqual(BEFORE)
    }))
})

describe('an interrupt', () => {
  it('while a profile tries to bind waits for the end of that, and puts back', () =>
    inLab(
      async (lab) => {
        const plan = await planOf(lab, PORT)
        const controller = new AbortController()
        setTimeout(() => controller.abort(), 100)
        const result = await lab.apply(plan, {}, { signal: controller.signal })
        expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW505' } })
        expect(await runs(lab)).toEqual(BEFORE)
      },
      { isBusy: (_, port) => port === 5090 },
    ))
})

describe('a setting that a rescan applies', () => {
  const wanted = desired([], [profile('external', { 'auth-calls': 'true' })])

  it('takes one rescan', () =>
    inLab(async (lab) => {
      const result = await lab.apply(await planOf(lab, wanted))
      expect(result.outcome).toBe('applied')
      expect(lab.commands).toEqual(['sofia profile external rescan reloadxml'])
    }))

  it.each([
    ['takes a restart to be put back, where it was not set before', 0, 'restart'],
    ['is left to people where calls are in progress', 2, 'left'],
  ])('%s', (_, calls, way) =>
    inLab(async (lab) => {
      const plan = await planOf(lab, wanted)
      await lab.sandbox.model.api(`sandbox calls external ${calls}`)
      const link = await lab.connect()
      const loaded = (): never => {
        throw new Error('it fails here')
      }
      const result = await lab.apply(plan, {}, { link: overLink(link, { loaded }) })
      expect(result.outcome).toBe(way === 'restart' ? 'put-back' : 'stuck')
      expect(lab.commands.some((each) => each.includes('restart'))).toBe(way === 'restart')
      if (way === 'left') expect(result.left.join()).toContain('2 calls are in progress')
    }),
  )
})

describe('a profile', () => {
  const wanted = desired([gateway('custom/new', LINKED)], [profile('custom', CUSTOM, { create: true })])
  const created = {
    ...wanted,
    profiles: wanted.profiles.map((each) => ({ ...each, gateways: [gateway('custom/new', LINKED)] })),
  }
  const absent = desired([], [profile('custom', {}, { absent: true })])

  it('is created with its gateways, and taken away again', () =>
    inLab(async (lab) => {
      const before = texts(lab.snapshot())
      expect(await lab.apply(await planOf(lab, created))).toMatchObject({ outcome: 'applied' })
      expect(lab.commands).toEqual(['reloadxml', 'sofia profile custom start'])
      expect(await runs(lab)).toEqual(['custom RUNNING', 'custom/new 5090 REGED', ...BEFORE])
      expect(await planOf(lab, created)).toMatchObject({ changes: [], files: [], steps: [] })

      expect(await lab.apply(await planOf(lab, absent))).toMatchObject({ outcome: 'applied' })
      // It may be too young for it at first.
      expect([...new Set(lab.commands.slice(2))]).toEqual(['reloadxml', 'sofia profile custom stop'])
      expect(await runs(lab)).toEqual(BEFORE)
      expect(texts(lab.snapshot())).toEqual(before)
    }))

  it('is taken away again when its port is taken', () =>
    inLab(
      async (lab) => {
        const before = texts(lab.snapshot())
        expect(await lab.apply(await planOf(lab, created))).toMatchObject({ outcome: 'put-back', left: [] })
        expect(texts(lab.snapshot())).toEqual(before)
        expect(await runs(lab)).toEqual(BEFORE)
      },
      { isBusy: (_, port) => port === 5090 },
    ))

  it('gives a gateway to one that comes in its place', () =>
    inLab(async (lab) => {
      const moved = { ...LINKED, username: 'alice' }
      const all = desired(
        [gateway('custom/acme', moved)],
        [
          profile(
            'custom',
            { ...CUSTOM, 'sip-port': '5080' },
            { create: true, gateways: [gateway('custom/acme', moved)] },
          ),
          profile('external', {}, { absent: true }),
        ],
      )
      expect(await lab.apply(await planOf(lab, all))).toMatchObject({ outcome: 'applied' })
      expect(await runs(lab)).toEqual(['custom RUNNING', 'custom/acme 5080 REGED', 'internal RUNNING'])
      expect(lab.bound()).toEqual(['alice'])
    }))

  it('comes back when what takes its place cannot start', () =>
    inLab(
      async (lab) => {
        const before = texts(lab.snapshot())
        const all = desired(
          [],
          [profile('custom', CUSTOM, { create: true }), profile('external', {}, { absent: true })],
        )
        expect(await lab.apply(await planOf(lab, all))).toMatchObject({ outcome: 'put-back', left: [] })
        expect(texts(lab.snapshot())).toEqual(before)
        expect(await runs(lab)).toEqual(BEFORE)
      },
      { isBusy: (_, port) => port === 5090 },
    ))

  it('is started where it stands and does not run', () =>
    inLab(async (lab) => {
      await (await lab.connect()).send('sofia profile internal stop')
      await fastClock.sleep(3000)
      const idle = desired([], [profile('internal', {}, { create: true })])
      expect(await lab.apply(await planOf(lab, idle))).toMatchObject({ outcome: 'applied' })
      expect(await runs(lab)).toEqual(BEFORE)
    }))
})

describe('while a setting waits for a restart', () => {
  const byHand = async (lab: Lab): Promise<void> => {
    lab.write('sip_profiles/external.xml', lab.read('sip_profiles/external.xml').replace('5080', '5082'))
  }

  it('gateways come one by one, and no rescan is sent', () =>
    inLab(async (lab) => {
      await byHand(lab)
      const wanted = desired([
        gateway('external/acme', { ...LINKED, username: 'alice', ping: '25' }),
        gateway('external/new', LINKED),
      ])
      const plan = await planOf(lab, wanted)
      expect(plan.warnings.map((each) => each.message).join()).toContain('sip-port 5082 stands on disk')
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'applied' })
      expect(lab.commands.filter((each) => /rescan|restart/.test(each))).toEqual([])
      expect(lab.commands).toContain('sofia profile external startgw new')
      expect(await runs(lab)).toEqual([
        'external RUNNING',
        'external/acme 5080 REGED',
        'external/new 5080 REGED',
        'internal RUNNING',
      ])
    }))

  it('a listed one is restarted for', () =>
    inLab(async (lab) => {
      await byHand(lab)
      const plan = await planOf(lab, desired([], [profile('external', { 'sip-port': '5082' })]))
      expect(plan.settings).toMatchObject([{ live: true }])
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'applied' })
      expect(await runs(lab)).toEqual(['external RUNNING', 'external/acme 5082 REGED', 'internal RUNNING'])
    }))

  it('a file that is put right needs no restart', () =>
    inLab(async (lab) => {
      await byHand(lab)
      const plan = await planOf(lab, desired([], [profile('external', { 'sip-port': '5080' })]))
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'applied' })
      expect(lab.commands).toEqual(['reloadxml'])
      expect(await runs(lab)).toEqual(BEFORE)
    }))
})

describe('recover', () => {
  it.each([
    ['before anything was sent', 2],
    ['before the restart', 3],
    ['after the restart', 4],
  ])('after a kill %s brings files and profile back', (_, at) =>
    inLab(async (lab) => {
      const before = texts(lab.snapshot())
      const plan = await planOf(lab, PORT)
      const link = await lab.connect()
      let told = 0
      // The process ends here: nothing of it runs any more, not even a put-back.
      const killed = new Promise<never>(() => undefined)
      const dying = overLink(link, {
        send: async (command: string) => {
          told += 1
          if (told + 1 === at) return killed
          await link.send(command)
        },
        observe: async () => (at === 4 && told > 1 ? killed : link.observe()),
        profileStates: async () => (at === 4 && told > 1 ? killed : link.profileStates()),
      })
      void lab.apply(plan, {}, { link: dying })
      await fastClock.sleep(6000)
      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const ports = {
        target: localTarget(lab.conf),
        link: await lab.connect(),
        clock: fastClock,
        progress: () => undefined,
      }
      expect(await recover(left, ports)).toMatchObject({ outcome: 'put-back', left: [] })
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await runs(lab)).toEqual(BEFORE)
      expect(readLeftJournal(lab.conf)).toBeUndefined()
    }),
  )
})
