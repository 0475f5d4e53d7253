import { account, texts, wanted, withLab, yaml, type LabOptions } from './lab.ts'
import { readClosedJournal } from '../../src/apply/journal.ts'
import type { CarrierOptions } from '../../src/sandbox/registrar.ts'

const RIGHT = '127.0.0.1:15060'
const WRONG = '127.0.0.1:15061'

/** One gateway that is registered, and a carrier beside it that behaves as told. */
function world(carrier: CarrierOptions): LabOptions {
  return {
    gateways: { 'external/acme': account('alice') },
    carriers: { [RIGHT]: { auth: 'digest', password: 'secret' }, [WRONG]: carrier },
  }
}

const MOVED = yaml(wanted('acme', 'alice', ', timeout-seconds: 5').replace(RIGHT, WRONG))

describe('an apply after which a gateway is not healthy', () => {
  it.each<[string, CarrierOptions, RegExp]>([
    [
      'the carrier answers 403',
      { auth: 'digest', password: 'x', wrongPassword: '403' },
      /refused the registration: 403/,
    ],
    [
      'the carrier challenges again',
      { auth: 'digest', password: 'x' },
      /did not accept the credentials \(904\)/,
    ],
    [
      'the carrier does not know the account',
      { registerAnswer: [404, 'Not Found'] },
      /does not know the account/,
    ],
    ['the carrier does not answer', { down: 'silent' }, /does not answer|not answered/],
    ['nothing listens there', { down: 'refused' }, /503/],
  ])('is put back: %s', (_, carrier, reason) =>
    withLab(world(carrier), async (lab) => {
      await lab.settled(['acme'])
      const before = texts(lab.snapshot())
      const result = await lab.apply(await lab.plan(MOVED), { timeoutSeconds: 12 })
      expect(result).toMatchObject({ outcome: 'put-back', left: [], gateways: [] })
      expect(result.cause?.message).toMatch(reason)
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await lab.gateway('acme')).toMatchObject({ state: 'REGED', proxy: `sip:${RIGHT}` })
      expect(lab.bound()).toEqual(['alice'])
    }),
  )

  it('does not blame one that is UP and being refreshed when the time is over', () =>
    withLab(
      {
        gateways: { 'external/acme': account('alice'), 'external/beside': account('bob') },
        carriers: { [WRONG]: { down: 'silent' } },
      },
      async (lab) => {
        await lab.settled(['acme', 'beside'])
        const changed = `${wanted('acme', 'alice', ', ping: 25')}${wanted('beside', 'bob').replace(RIGHT, WRONG)}`
        const result = await lab.apply(await lab.plan(yaml(changed)), { timeoutSeconds: 3 })
        expect(result).toMatchObject({ outcome: 'put-back', left: [] })
        expect(result.cause?.message).not.toContain('external/acme')
        expect(lab.bound()).toEqual(['alice', 'bob'])
      },
    ))

  it('does not wait for an answer that will not change', () =>
    withLab(world({ auth: 'digest', password: 'x', wrongPassword: '403' }), async (lab) => {
      await lab.settled(['acme'])
      await lab.apply(await lab.plan(MOVED), { timeoutSeconds: 3600 })
      expect(lab.bound()).toEqual(['alice'])
    }))

  it('takes a created gateway away again, and leaves the others alone', () =>
    withLab(world({ down: 'refused' }), async (lab) => {
      await lab.settled(['acme'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(yaml(wanted('acme', 'alice') + wanted('new', 'bob').replace(RIGHT, WRONG)))
      expect(await lab.apply(plan, { timeoutSeconds: 5 })).toMatchObject({ outcome: 'put-back', left: [] })
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await lab.gateway('new')).toBeUndefined()
      expect(lab.commands.join()).not.toContain('external::acme')
    }))

  it('stays with --keep', () =>
    withLab(world({ down: 'refused' }), async (lab) => {
      await lab.settled(['acme'])
      const result = await lab.apply(await lab.plan(MOVED), { keep: true, timeoutSeconds: 5 })
      expect(result).toMatchObject({ outcome: 'kept', gateways: [{ health: 'unhealthy', owed: true }] })
      expect(lab.read('sip_profiles/external/acme.xml')).toContain(WRONG)
      expect(await lab.gateway('acme')).toMatchObject({ proxy: `sip:${WRONG}` })
    }))

  it('is not blamed for one that was down before', () =>
    withLab({ ...world({}), carriers: { [RIGHT]: { down: 'refused' } } }, async (lab) => {
      const result = await lab.apply(await lab.plan(yaml(wanted('acme', 'alice', ', ping: 25'))), {
        timeoutSeconds: 5,
      })
      expect(result).toMatchObject({ outcome: 'applied', gateways: [{ health: 'unhealthy', owed: false }] })
    }))
})

describe('a gateway that only pings', () => {
  const pinged = (ping: number): string =>
    yaml(`      acme: { proxy: "${RIGHT}", register: false, ping: ${ping} }\n`)

  it('is healthy once a ping was answered', () =>
    withLab({}, async (lab) => {
      const result = await lab.apply(await lab.plan(pinged(5)), { timeoutSeconds: 20 })
      expect(result).toMatchObject({
        outcome: 'applied',
        gateways: [{ health: 'healthy', detail: 'its ping was answered' }],
      })
    }))

  it('is unproven when its first ping comes later than the time-out', () =>
    withLab({}, async (lab) => {
      const result = await lab.apply(await lab.plan(pinged(600)), { timeoutSeconds: 5 })
      expect(result).toMatchObject({ outcome: 'applied', gateways: [{ health: 'unproven' }] })
      expect(result.gateways[0]?.detail).toContain('600 s')
    }))

  it('is put back when its ping fails', () =>
    withLab({ carriers: { '*': { optionsAnswer: [503, 'Service Unavailable'] } } }, async (lab) => {
      const before = texts(lab.snapshot())
      const result = await lab.apply(await lab.plan(pinged(5)), { timeoutSeconds: 20 })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(result.cause?.message).toContain('does not answer pings')
      expect(texts(lab.snapshot())).toEqual(before)
    }))

  it.each([
    ['is put back when a ping that was sent in time is not answered', 20, 30],
    ['has a moment more for a ping that was sent last', 28, 30],
  ])('%s', (_, ping, timeoutSeconds) =>
    withLab({ carriers: { '*': { down: 'silent' } } }, async (lab) => {
      const result = await lab.apply(await lab.plan(pinged(ping)), { timeoutSeconds })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(result.cause?.message).toContain('external/acme: its ping was not answered')
      expect(await lab.gateway('acme')).toBeUndefined()
    }),
  )

  it('stays with --keep, and is not called healthy', () =>
    withLab({ carriers: { '*': { down: 'silent' } } }, async (lab) => {
      const result = await lab.apply(await lab.plan(pinged(5)), { timeoutSeconds: 10, keep: true })
      expect(result).toMatchObject({ outcome: 'kept', gateways: [{ health: 'unhealthy' }] })
    }))

  it.each<[what: string, carrier: CarrierOptions]>([
    ['fail', { optionsAnswer: [503, 'Service Unavailable'] }],
    ['have no answer', { down: 'silent' }],
  ])('stays, unproven, when its pings %s and ping-min 0 keeps it UP', (_, carrier) =>
    withLab({ carriers: { '*': carrier } }, async (lab) => {
      const always = yaml(`      acme: { proxy: "${RIGHT}", register: false, ping: 5, ping-min: 0 }\n`)
      const result = await lab.apply(await lab.plan(always), { timeoutSeconds: 10 })
      expect(result).toMatchObject({ outcome: 'applied', gateways: [{ health: 'unproven' }] })
      expect(result.gateways[0]?.detail).toBe('ping unproven: no answer; ping-min 0 keeps it UP')
    }),
  )

  it('was not healthy before when no ping of it was ever answered', () =>
    withLab(
      { gateways: { 'external/acme': { managed: 'yes', proxy: RIGHT, register: 'false', ping: '600' } } },
      async (lab) => {
        expect(await lab.gateway('acme')).toMatchObject({ status: 'UP', pingtime: 0 })
        const { backup = '' } = await lab.apply(await lab.plan(pinged(700)), { timeoutSeconds: 5 })
        expect(readClosedJournal(lab.conf, backup)?.header.gateways).toMatchObject([
          { gateway: 'acme', ranBefore: true, upBefore: false },
        ])
      },
    ))
})
