import type { CarrierOptions } from '../../src/sandbox/registrar.ts'
import { account, CARRIER, overLink, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const OTHER = '127.0.0.1:15061'
const NAMES = ['g1', 'g2', 'g3', 'g4', 'g5']
const WORLD = { gateways: Object.fromEntries(NAMES.map((name) => [`external/${name}`, account(name)])) }

/** All of them ping now; the ones in `elsewhere` go to another carrier as well. */
function changed(elsewhere: readonly string[] = []): string {
  const lines = NAMES.map((name) => {
    const line = wanted(name, name, ', ping: 25')
    return elsewhere.includes(name) ? line.replace(CARRIER, OTHER) : line
  })
  return yaml(lines.join(''))
}

function verbs(lab: Lab): string[] {
  return lab.commands.map((each) => each.replace(/^sofia profile external (\w+)( external::)?/, '$1 '))
}

const NO: CarrierOptions = { auth: 'digest', password: 'x', wrongPassword: '403' }

describe('an apply in batches', () => {
  it('takes so many gateways at a time, each batch healthy before the next is touched', () =>
    withLab(WORLD, async (lab) => {
      await lab.settled(NAMES)
      const seen: string[][] = []
      const link = await lab.connect()
      const send = (command: string): ReturnType<typeof link.send> => {
        if (command.includes('killgw')) seen.push(lab.bound())
        return link.send(command)
      }
      const plan = await lab.plan(changed(), { batch: 2 })
      const result = await lab.apply(plan, {}, { link: overLink(link, { send }) })
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect(result.gateways.map((each) => each.health)).toEqual(NAMES.map(() => 'healthy'))
      expect(verbs(lab).filter((each) => /^(killgw|rescan)/.test(each))).toEqual([
        'killgw g1',
        'killgw g2',
        'rescan  reloadxml',
        'killgw g3',
        'killgw g4',
        'rescan  reloadxml',
        'killgw g5',
        'rescan  reloadxml',
      ])
      // When the first of a batch is killed, all are bound: never are more than two away.
      expect([0, 2, 4].map((index) => seen[index])).toEqual([NAMES, NAMES, NAMES])
      expect(lab.progress.filter((each) => each.kind === 'batch')).toEqual([
        { kind: 'batch', batch: 1, of: 3, gateways: 2 },
        { kind: 'batch', batch: 2, of: 3, gateways: 2 },
      ])
      const steps = lab.progress.flatMap((each) => (each.kind === 'step' ? [each] : []))
      expect(new Set(steps.map((each) => each.of)).size).toBe(1)
      expect(steps.map((each) => each.index)).toEqual(
        [...steps.map((each) => each.index)].sort((a, b) => a - b),
      )
      expect(lab.bound()).toEqual(NAMES)
    }))

  it('stops at the first batch that fails, and puts back the ones before it', () =>
    withLab({ ...WORLD, carriers: { [OTHER]: NO } }, async (lab) => {
      await lab.settled(NAMES)
      const before = texts(lab.snapshot())
      const result = await lab.apply(await lab.plan(changed(['g3']), { batch: 2 }))
      expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
      expect(result.cause?.message).toMatch(/^Batch 2 of 3: external\/g3: the carrier refused/)
      expect(verbs(lab)).not.toContain('killgw g5')
      expect(texts(lab.snapshot())).toEqual(before)
      for (const name of NAMES) expect(await lab.gateway(name)).toMatchObject({ state: 'REGED', pingfreq: 0 })
      expect(lab.bound()).toEqual(NAMES)
    }))

  it('puts back a batch that fails also where the last one may be kept', () =>
    withLab({ ...WORLD, carriers: { [OTHER]: NO } }, async (lab) => {
      await lab.settled(NAMES)
      const before = texts(lab.snapshot())
      const result = await lab.apply(await lab.plan(changed(['g1']), { batch: 4 }), { keep: true })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(texts(lab.snapshot())).toEqual(before)
      expect(lab.bound()).toEqual(NAMES)
    }))

  it('adds what is new one by one, and takes it away again when a later batch fails', () =>
    withLab({ ...WORLD, carriers: { [OTHER]: NO } }, async (lab) => {
      await lab.settled(NAMES)
      const before = texts(lab.snapshot())
      const fresh = wanted('n1', 'n1') + wanted('n2', 'n2') + wanted('n3', 'n3')
      const result = await lab.apply(await lab.plan(`${changed(['g1'])}${fresh}`, { batch: 2 }))
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(verbs(lab).slice(0, 3)).toEqual(['startgw  n1', 'startgw  n2', 'startgw  n3'])
      expect((await lab.live()).gateways.map((each) => each.name).sort()).toEqual(NAMES)
      expect(texts(lab.snapshot())).toEqual(before)
      expect(lab.bound()).toEqual(NAMES)
    }))

  it('tries the canaries of a batch in it: those of later batches are never started when it fails', () =>
    withLab({ ...WORLD, carriers: { [OTHER]: NO } }, async (lab) => {
      await lab.settled(NAMES)
      const before = texts(lab.snapshot())
      const result = await lab.apply(await lab.plan(changed(['g3']), { batch: 2, canary: true }))
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(result.cause?.message).toContain('The canary of external/g3 failed')
      const sent = verbs(lab).join('\n')
      expect(sent).toContain('startgw  gwctl-canary-g4')
      expect(sent).not.toContain('gwctl-canary-g5')
      expect(texts(lab.snapshot())).toEqual(before)
      expect((await lab.live()).gateways.map((each) => each.name).sort()).toEqual(NAMES)
      expect(lab.bound()).toEqual(NAMES)
    }))
})
