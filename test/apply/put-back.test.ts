import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { GwctlError } from '../../src/errors.ts'
import type { Progress } from '../../src/apply/progress.ts'
import type { Plan } from '../../src/model/plan.ts'
import { localTarget } from '../../src/targets/local.ts'
import { account, CARRIER, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const TWO = {
  'external/acme': account('alice'),
  'external/other': account('bob'),
  'external/gone': account('carol'),
}
/** One of each: a change, a delete and a creation. */
const CHANGED = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob') + wanted('new', 'dave'))

/** Everything is as it was before the apply: files, gateways, bindings. */
async function expectAsBefore(lab: Lab, before: Record<string, string>): Promise<void> {
  expect(texts(lab.snapshot())).toEqual(before)
  const { gateways } = await lab.live()
  const shown = gateways.map(({ name, state, pingfreq }) => ({ name, state, pingfreq }))
  expect(shown.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'acme', state: 'REGED', pingfreq: 0 },
    { name: 'gone', state: 'REGED', pingfreq: 0 },
    { name: 'other', state: 'REGED', pingfreq: 0 },
  ])
  expect(lab.bound()).toEqual(['alice', 'bob', 'carol'])
}

const BROKEN = '<include>\n  <gateway name="x">\n</include>\n'

describe('what fails on the way is put back', () => {
  it('kills nothing when the configuration of another hand does not load', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const plan = await lab.plan(CHANGED)
      lab.write('sip_profiles/internal/broken.xml', BROKEN)
      const before = texts(lab.snapshot())
      const result = await lab.apply(plan)
      expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
      expect(lab.commands).toEqual(['reloadxml'])
      await expectAsBefore(lab, before)
    }))

  it('creates nothing when the configuration of another hand does not load', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const plan = await lab.plan(
        yaml(
          wanted('acme', 'alice') + wanted('other', 'bob') + wanted('gone', 'carol') + wanted('new', 'dave'),
        ),
      )
      lab.write('sip_profiles/internal/broken.xml', BROKEN)
      const before = texts(lab.snapshot())
      const result = await lab.apply(plan)
      expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
      expect(lab.commands).toEqual(['sofia profile external rescan reloadxml'])
      await expectAsBefore(lab, before)
    }))

  it('tells what is left when another hand breaks the configuration after the first kill', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED)
      lab.fault = (line) => {
        if (line.includes('killgw')) lab.write('sip_profiles/internal/broken.xml', BROKEN)
        return undefined
      }
      const result = await lab.apply(plan)
      expect(result).toMatchObject({ outcome: 'stuck', cause: { code: 'GW408' } })
      expect(result.left.join('\n')).toContain('sofia profile external rescan')
      rmSync(join(lab.conf, 'sip_profiles/internal/broken.xml'))
      expect(texts(lab.snapshot())).toEqual(before)
    }))

  it.each([1, 2, 3])('when write %i of 3 fails', (nth) =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED)
      expect(plan.files).toHaveLength(3)
      const target = localTarget(lab.conf)
      let writes = 0
      const failOnce = <T>(write: () => T): T => {
        writes += 1
        if (writes === nth) throw new GwctlError('GW501', 'The disk is full.', { hint: 'Make room.' })
        return write()
      }
      const result = await lab.apply(
        plan,
        {},
        {
          target: {
            ...target,
            write: (...args) => failOnce(() => target.write(...args)),
            remove: (...args) => failOnce(() => target.remove(...args)),
          },
        },
      )
      expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW501' } })
      expect(lab.commands).toEqual([])
      await expectAsBefore(lab, before)
    }),
  )

  it('a directory stands where a file has to be written', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const plan = await lab.plan(CHANGED)
      const before = texts(lab.snapshot())
      lab.write('sip_profiles/external/new.xml/in-the-way', '')
      await expect(lab.apply(plan)).rejects.toMatchObject({ name: 'GwctlError' })
      expect(lab.commands).toEqual([])
      await expectAsBefore(lab, before)
    }))

  it('keeps going when a file cannot be put back, and says so', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const plan = await lab.plan(CHANGED)
      const target = localTarget(lab.conf)
      let failing = false
      const write: typeof target.write = (file, text, like) => {
        if (failing && file.endsWith('acme.xml'))
          throw new GwctlError('GW501', 'The disk is full.', { hint: 'Make room.' })
        target.write(file, text, like)
      }
      const result = await lab.apply(
        plan,
        {},
        {
          target: { ...target, write },
          signal: abortAt(
            lab,
            (progress) => progress.kind === 'files',
            () => (failing = true),
          ),
        },
      )
      expect(result.outcome).toBe('stuck')
      expect(result.left).toEqual([
        'sip_profiles/external/acme.xml could not be put back: The disk is full. Put that right, then run: gwctl recover',
      ])
      expect(lab.commands).toEqual([])
    }))
})

/** Aborts at the first progress that `when` holds for. */
function abortAt(
  lab: Lab,
  when: (progress: Progress) => boolean,
  also: () => void = () => undefined,
): AbortSignal {
  const controller = new AbortController()
  const { push } = lab.progress
  lab.progress.push = (...told) => {
    if (told.some(when)) {
      also()
      controller.abort()
    }
    return push.apply(lab.progress, told)
  }
  return controller.signal
}

function stepCount(plan: Plan): number {
  return plan.steps.length
}

describe('an interrupt', () => {
  it(
    'puts back at every step',
    () =>
      withLab({ gateways: TWO }, async (lab) => {
        await lab.settled(['acme', 'other', 'gone'])
        const before = texts(lab.snapshot())
        const steps = stepCount(await lab.plan(CHANGED))
        expect(steps).toBeGreaterThan(6)
        for (let at = 0; at < steps - 1; at++) {
          const plan = await lab.plan(CHANGED)
          const signal = abortAt(lab, (progress) => progress.kind === 'step' && progress.index === at)
          const result = await lab.apply(plan, {}, { signal })
          expect({ at, ...result }).toMatchObject({
            at,
            outcome: 'put-back',
            left: [],
            cause: { code: 'GW505' },
          })
          await expectAsBefore(lab, before)
        }
      }),
    30_000,
  )

  it('before the first step touches nothing in the switch', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const before = texts(lab.snapshot())
      const result = await lab.apply(await lab.plan(CHANGED), {}, { signal: AbortSignal.abort() })
      expect(result).toMatchObject({ outcome: 'put-back', cause: { code: 'GW505' } })
      expect(lab.commands).toEqual([])
      await expectAsBefore(lab, before)
    }))

  it('ends the wait for a carrier that is silent', () =>
    withLab({ carriers: { '*': { down: 'silent' } } }, async (lab) => {
      const signal = abortAt(lab, (progress) => progress.kind === 'waiting')
      const result = await lab.apply(
        await lab.plan(yaml(wanted('acme', 'alice'))),
        { timeoutSeconds: 600 },
        { signal },
      )
      expect(result).toMatchObject({ outcome: 'put-back', cause: { code: 'GW505' } })
      expect(await lab.gateway('acme')).toBeUndefined()
    }))
})

describe('a gateway that does not register', () => {
  it('is put back though nothing is waited for', () =>
    withLab(
      {
        gateways: { 'external/acme': { managed: 'yes', proxy: CARRIER, register: 'false', ping: '5' } },
        carriers: { '127.0.0.1:15061': { down: 'refused' } },
      },
      async (lab) => {
        const before = texts(lab.snapshot())
        const plan = await lab.plan(
          yaml('      acme: { proxy: "127.0.0.1:15061", register: false, ping: 5 }\n'),
        )
        const result = await lab.apply(plan, { timeoutSeconds: 15 })
        expect(result).toMatchObject({ outcome: 'put-back', left: [] })
        expect(texts(lab.snapshot())).toEqual(before)
        expect(await lab.gateway('acme')).toMatchObject({ proxy: `sip:${CARRIER}`, status: 'UP' })
      },
    ))
})

describe('what is refused before anything is changed', () => {
  it('a file that has changed since the plan was made', () =>
    withLab({ gateways: TWO }, async (lab) => {
      const plan = await lab.plan(CHANGED)
      const file = 'sip_profiles/external/acme.xml'
      lab.write(file, `${readFileSync(join(lab.conf, file), 'utf8')}<!-- by hand -->\n`)
      const before = lab.snapshot()
      await expect(lab.apply(plan)).rejects.toMatchObject({ code: 'GW310', exit: 4 })
      expect(lab.snapshot()).toEqual(before)
      expect(lab.commands).toEqual([])
    }))

  it('a file that has appeared where one is to be created', () =>
    withLab({ gateways: TWO }, async (lab) => {
      const plan = await lab.plan(CHANGED)
      lab.write('sip_profiles/external/new.xml', '<include/>\n')
      const before = lab.snapshot()
      await expect(lab.apply(plan)).rejects.toMatchObject({ code: 'GW310' })
      expect(lab.snapshot()).toEqual(before)
    }))

  it('a plan that a safety limit refuses', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const plan = await lab.plan(yaml(wanted('acme', 'alice')))
      const before = lab.snapshot()
      await expect(lab.apply(plan)).rejects.toMatchObject({ code: 'GW301', exit: 4 })
      expect(lab.snapshot()).toEqual(before)
      expect(lab.commands).toEqual([])
    }))
})
