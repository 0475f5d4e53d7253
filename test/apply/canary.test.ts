import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CarrierOptions } from '../../src/sandbox/registrar.ts'
import { readLeftJournal } from '../../src/apply/journal.ts'
import { recover } from '../../src/apply/recover.ts'
import type { SwitchPort } from '../../src/apply/switch-port.ts'
import { localTarget, type ConfTarget } from '../../src/targets/local.ts'
import { connectEsl } from '../support/raw-esl.ts'
import { account, CARRIER, fastClock, overLink, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const OTHER = '127.0.0.1:15061'
const FILE = 'sip_profiles/external/gwctl-canary-acme.xml'
const CANARY = { canary: true }

function world(carriers: Readonly<Record<string, CarrierOptions>> = {}): Parameters<typeof withLab>[0] {
  return { gateways: { 'external/acme': account('alice'), 'external/beta': account('bob') }, carriers }
}

/** acme pings now; beta stays. */
const CHANGED = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('beta', 'bob'))
/** acme goes to another carrier; beta stays. */
const ELSEWHERE = yaml(wanted('acme', 'alice').replace(CARRIER, OTHER) + wanted('beta', 'bob'))
/** acme pings now, and beta goes to another carrier. */
const BETA_ELSEWHERE = yaml(
  wanted('acme', 'alice', ', ping: 25') + wanted('beta', 'bob').replace(CARRIER, OTHER),
)

async function names(lab: Lab): Promise<string[]> {
  return (await lab.live()).gateways.map((each) => each.name).sort()
}

/** Nothing of a canary is left, and everything else is as before. */
async function expectAsBefore(lab: Lab, before: Record<string, string>): Promise<void> {
  expect(texts(lab.snapshot())).toEqual(before)
  expect(await names(lab)).toEqual(['acme', 'beta'])
  expect(await lab.gateway('acme')).toMatchObject({ state: 'REGED', status: 'UP', pingfreq: 0 })
  expect(lab.bound()).toEqual(['alice', 'bob'])
}

describe('an apply with a canary', () => {
  it('changes the gateway once the canary has registered, and leaves nothing of it', () =>
    withLab(world(), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const result = await lab.apply(await lab.plan(CHANGED, CANARY))
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect(result.gateways.map((each) => each.gateway)).toEqual(['acme'])
      expect(lab.commands.slice(0, 4)).toEqual([
        'sofia profile external startgw gwctl-canary-acme',
        'sofia profile external killgw external::gwctl-canary-acme',
        'reloadxml',
        'sofia profile external killgw external::acme',
      ])
      expect(existsSync(join(lab.conf, FILE))).toBe(false)
      expect(await names(lab)).toEqual(['acme', 'beta'])
      expect(await lab.gateway('acme')).toMatchObject({ state: 'REGED', pingfreq: 25 })
      expect(lab.bound()).toEqual(['alice', 'bob'])
      expect(readLeftJournal(lab.conf)).toBeUndefined()
      expect(await lab.plan(CHANGED, CANARY)).toMatchObject({ changes: [], steps: [] })
    }))

  it('writes the file of the canary with the mode of any new file', () =>
    withLab(world(), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const modes: number[] = []
      lab.fault = (line) => {
        if (line.includes('startgw')) modes.push(localTarget(lab.conf).attributes(FILE)?.mode ?? -1)
        return undefined
      }
      await lab.apply(await lab.plan(CHANGED, CANARY))
      expect(modes).toHaveLength(1)
      expect((modes[0] ?? 0o777) & ~0o640).toBe(0)
    }))

  it.each<[what: string, carrier: CarrierOptions, reason: RegExp]>([
    ['refuses it', { auth: 'digest', password: 'x', wrongPassword: '403' }, /refused the registration: 403/],
    ['does not answer it', { down: 'silent' }, /did not register in time/],
  ])('does not touch the gateway when the carrier %s', (_, carrier, reason) =>
    withLab(world({ [OTHER]: carrier }), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(ELSEWHERE, CANARY)
      const result = await lab.apply(plan, { timeoutSeconds: 40, keep: true })
      expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
      expect(result.cause?.message).toMatch(reason)
      expect(result.cause?.message).toContain('external/acme itself was not touched')
      expect(lab.commands).not.toContain('sofia profile external killgw external::acme')
      expect(lab.commands.at(-1)).toBe('sofia profile external register external::acme')
      await expectAsBefore(lab, before)
    }),
  )

  it('registers the gateways again that lost their binding to a canary, when another one fails', () =>
    withLab(
      world({
        [CARRIER]: { oneContact: true },
        [OTHER]: { auth: 'digest', password: 'x', wrongPassword: '403' },
      }),
      async (lab) => {
        await lab.settled(['acme', 'beta'])
        const before = texts(lab.snapshot())
        const contacts: string[] = []
        lab.fault = (line) => {
          if (line.includes('killgw')) contacts.push(...lab.sandbox.bindings().map((each) => each.contact))
          return undefined
        }
        const result = await lab.apply(await lab.plan(BETA_ELSEWHERE, CANARY))
        expect(result).toMatchObject({ outcome: 'put-back', left: [] })
        // The carrier had given the binding of acme to its canary.
        expect(contacts.some((each) => each.includes('gwctl-canary-acme'))).toBe(true)
        expect(contacts.some((each) => each.includes('gw+acme@'))).toBe(false)
        await expectAsBefore(lab, before)
        expect(
          lab.sandbox
            .bindings()
            .map((each) => /gw\+([\w-]+)@/.exec(each.contact)?.[1])
            .sort(),
        ).toEqual(['acme', 'beta'])
      },
    ))

  it('says which gateway has no binding when it cannot register again', () =>
    withLab(world({ [OTHER]: { auth: 'digest', password: 'x', wrongPassword: '403' } }), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const plan = await lab.plan(ELSEWHERE, CANARY)
      const esl = await connectEsl(lab.sandbox.port, lab.sandbox.password)
      await esl.api(`sandbox carrier ${CARRIER} silent`)
      esl.close()
      const result = await lab.apply(plan, { timeoutSeconds: 8 })
      expect(result).toMatchObject({ outcome: 'stuck' })
      expect(result.left).toEqual([
        'external/acme was told to register again after its canary, and has not yet.',
      ])
    }))

  it('never tells a gateway to register that does not', () =>
    withLab(
      {
        gateways: {
          'external/acme': account('alice', { register: 'false' }),
          'external/beta': account('bob'),
        },
        carriers: { [OTHER]: { auth: 'digest', password: 'x', wrongPassword: '403' } },
      },
      async (lab) => {
        await lab.settled(['beta'])
        const result = await lab.apply(await lab.plan(ELSEWHERE, CANARY))
        expect(result).toMatchObject({ outcome: 'put-back', left: [] })
        expect(lab.commands.filter((each) => each.includes('register'))).toEqual([])
        expect(await lab.gateway('acme')).toMatchObject({ state: 'NOREG' })
      },
    ))

  it('fails when FreeSWITCH says OK to startgw and starts nothing', () =>
    withLab(world(), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED, CANARY)
      const link = await lab.connect()
      const send = async (command: string): Promise<void> => {
        if (!command.includes('startgw')) await link.send(command)
      }
      const result = await lab.apply(plan, {}, { link: overLink(link, { send: send }) })
      expect(result.cause?.message).toBe(
        'FreeSWITCH did not start gateway gwctl-canary-acme (its log says why).',
      )
      await expectAsBefore(lab, before)
    }))

  it('is not begun when a file of its name has come up', () =>
    withLab(world(), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const plan = await lab.plan(CHANGED, CANARY)
      lab.write(FILE, '<include/>\n')
      await expect(lab.apply(plan)).rejects.toMatchObject({ code: 'GW310' })
      expect(readFileSync(join(lab.conf, FILE), 'latin1')).toBe('<include/>\n')
    }))
})

class Killed extends Error {}

describe('recover after an apply that was killed', () => {
  it.each([
    'startgw gwctl-canary-acme',
    'killgw external::gwctl-canary-acme',
    'reloadxml',
    'killgw external::acme',
    'rescan reloadxml',
  ])('leaves nothing of the canary: killed after %s', (last) =>
    withLab(world({ [CARRIER]: { oneContact: true } }), async (lab) => {
      await lab.settled(['acme', 'beta'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED, CANARY)
      const link = await lab.connect()
      let dead = false
      const alive = <T>(act: () => T): T => {
        if (dead) throw new Killed('killed')
        return act()
      }
      const dying: SwitchPort = {
        hurry: () => alive(() => link.hurry()),
        send: async (command) => {
          await alive(() => link.send(command))
          dead ||= command.endsWith(last)
        },
        mark: () => alive(() => link.mark()),
        waitFor: (...given) => alive(() => link.waitFor(...given)),
        waitForProfile: (...given) => alive(() => link.waitForProfile(...given)),
        history: (gateway) => (dead ? [] : link.history(gateway)),
        observe: () => alive(() => link.observe()),
        profileStates: () => alive(() => link.profileStates()),
        loaded: () => alive(() => link.loaded()),
      }
      const target = localTarget(lab.conf)
      const frozen: ConfTarget = {
        ...target,
        write: (...given) => alive(() => target.write(...given)),
        remove: (file) => alive(() => target.remove(file)),
        current: (file) => alive(() => target.current(file)),
      }
      await lab.apply(plan, {}, { link: dying, target: frozen })
      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('no journal was left')
      const report = await recover(left, { target, link, clock: fastClock, progress: () => undefined })
      expect(report).toMatchObject({ outcome: 'put-back', left: [] })
      await expectAsBefore(lab, before)
    }),
  )
})
