import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beginJournal, readLeftJournal } from '../../src/apply/journal.ts'
import { recover } from '../../src/apply/recover.ts'
import type { Plan } from '../../src/model/plan.ts'
import { localTarget } from '../../src/targets/local.ts'
import { connectEsl } from '../support/raw-esl.ts'
import { account, CARRIER, fastClock, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const ACME = { gateways: { 'external/acme': account('alice') } }
const FILE = 'sip_profiles/external/acme.xml'
const REFUSING = '127.0.0.1:15061'
const CARRIERS = {
  [CARRIER]: { auth: 'digest', password: 'secret' },
  [REFUSING]: { auth: 'digest', password: 'x', wrongPassword: '403' },
} as const

async function carrier(lab: Lab, how: 'silent' | 'open'): Promise<void> {
  const esl = await connectEsl(lab.sandbox.port, lab.sandbox.password)
  await esl.api(`sandbox carrier ${CARRIER} ${how}`)
  esl.close()
}

describe('a carrier that goes down in the middle of an apply', () => {
  it('leaves the trunk down, which is said, and holds up no further apply', () =>
    withLab(ACME, async (lab) => {
      await lab.settled(['acme'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(yaml(wanted('acme', 'alice', ', ping: 25')))
      await carrier(lab, 'silent')
      const result = await lab.apply(plan, { timeoutSeconds: 5 })
      expect(result).toMatchObject({ outcome: 'stuck', recoverable: false, cause: { code: 'GW408' } })
      expect(result.left).toEqual([
        'external/acme was UP before and is not again yet: the carrier has not answered the REGISTER yet',
      ])
      expect(texts(lab.snapshot())).toEqual(before)
      expect(readLeftJournal(lab.conf)).toBeUndefined()
      await carrier(lab, 'open')
      const again = await lab.plan(yaml(wanted('acme', 'alice', ', ping: 25')))
      expect(await lab.apply(again)).toMatchObject({ outcome: 'applied' })
    }))

  it('is not put back over and over by recover', () =>
    withLab(ACME, async (lab) => {
      await lab.settled(['acme'])
      const { coreUuid } = await lab.live()
      const gateway = { profile: 'external', gateway: 'acme', ranBefore: true, upBefore: true }
      beginJournal(lab.conf, {
        formatVersion: '1.0',
        id: '20260101T000000.000Z',
        startedAt: new Date(0).toISOString(),
        purpose: 'apply',
        coreUuid,
        files: [],
        gateways: [{ ...gateway, kill: true, start: true }],
      }).append({ kind: 'commands', commands: ['sofia profile external killgw external::acme'] })
      await carrier(lab, 'silent')
      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const link = await lab.connect()
      const ports = { target: localTarget(lab.conf), link, clock: fastClock, progress: () => undefined }
      const report = await recover(left, ports, { timeoutSeconds: 5 })
      expect(report).toMatchObject({ outcome: 'stuck', recoverable: false })
      expect(report.left).toEqual([expect.stringContaining('external/acme was UP before')])
      expect(readLeftJournal(lab.conf)).toBeUndefined()
    }))
})

describe('a gateway that runs, and whose file somebody has removed', () => {
  /** acme without its file, and a plan of this YAML that knows what the switch has in memory. */
  async function planOf(lab: Lab, text: string): Promise<Plan> {
    await lab.settled(['acme'])
    rmSync(join(lab.conf, FILE))
    const loaded = await (await lab.connect()).loaded()
    return lab.plan(yaml(text), { evidence: { loaded } })
  }
  const refused = (more = ''): string => wanted('acme', 'alice', more).replace(CARRIER, REFUSING)

  it('is only written where it is to be just as it runs', () =>
    withLab({ ...ACME, carriers: CARRIERS }, async (lab) => {
      const plan = await planOf(lab, wanted('acme', 'alice'))
      expect(plan).toMatchObject({
        changes: [{ action: 'create', reasons: ['not on disk, though it runs as desired'] }],
        steps: [],
        warnings: [],
      })
      expect(await lab.apply(plan)).toMatchObject({
        outcome: 'applied',
        gateways: [{ action: 'create', health: 'untouched' }],
      })
      expect(lab.commands).toEqual([])
      expect(lab.read(FILE)).toContain('alice')
    }))

  it('is killed where only its password is another', () =>
    withLab({ ...ACME, carriers: CARRIERS }, async (lab) => {
      const plan = await planOf(lab, wanted('acme', 'alice').replace('secret', 'other'))
      expect(plan.changes).toMatchObject([{ action: 'create', runtime: { kill: true } }])
    }))

  it('is not touched when the carrier refuses its new definition', () =>
    withLab({ ...ACME, carriers: CARRIERS }, async (lab) => {
      const plan = await planOf(lab, refused())
      expect(plan.warnings).toMatchObject([{ code: 'GW142', message: expect.stringContaining('canary') }])
      const before = texts(lab.snapshot())
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'put-back', left: [] })
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await lab.gateway('acme')).toMatchObject({ state: 'REGED', proxy: `sip:${CARRIER}` })
      expect(lab.bound()).toEqual(['alice'])
    }))

  it('is said to be gone where it was not tried first', () =>
    withLab({ ...ACME, carriers: CARRIERS }, async (lab) => {
      const plan = await planOf(lab, refused(', canary: false'))
      expect(plan.warnings).toMatchObject([{ code: 'GW142' }])
      const result = await lab.apply(plan, { timeoutSeconds: 10 })
      expect(result).toMatchObject({ outcome: 'stuck', recoverable: false })
      expect(result.left).toEqual([
        expect.stringMatching(/^external\/acme ran in the memory of FreeSWITCH only, .* is gone, /),
      ])
      expect(readLeftJournal(lab.conf)).toBeUndefined()
      expect(await lab.gateway('acme')).toBeUndefined()
    }))
})
