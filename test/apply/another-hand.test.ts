import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { GwctlError } from '../../src/errors.ts'
import type { SwitchPort } from '../../src/apply/switch-port.ts'
import { account, fastClock, overLink, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const TWO = { 'external/acme': account('alice'), 'external/other': account('bob') }
const CHANGED = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob', ', ping: 25'))

/** A connection on which, in place of the first command that holds this word, `instead` is done and the command fails. */
async function failingAt(lab: Lab, word: string, instead: () => Promise<void>): Promise<SwitchPort> {
  const link = await lab.connect()
  let failed = false
  return overLink(link, {
    send: async (command) => {
      if (failed || !command.includes(word)) return link.send(command)
      failed = true
      await instead()
      throw new GwctlError('GW408', 'It failed in the test.', { hint: '' })
    },
  })
}

async function pings(lab: Lab): Promise<Record<string, number>> {
  const { gateways } = await lab.live()
  return Object.fromEntries(gateways.map((each) => [each.name, each.pingfreq]))
}

describe('what somebody else does in the switch while an apply is under way', () => {
  it('a rescan, which starts what the apply was to start, is put back as well', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(
        yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob') + wanted('new', 'dave')),
      )
      const other = await lab.connect()
      const link = await failingAt(lab, ' killgw ', () =>
        other.send('sofia profile external rescan reloadxml'),
      )
      const result = await lab.apply(plan, {}, { link })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await pings(lab)).toEqual({ acme: 0, other: 0 })
    }))

  it('a restart of the profile, on the new files, is put back as well', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other'])
      await fastClock.sleep(11_000)
      const plan = await lab.plan(CHANGED, { batch: 1 })
      const other = await lab.connect()
      const link = await failingAt(lab, ' rescan ', () =>
        other.send('sofia profile external restart reloadxml'),
      )
      const result = await lab.apply(plan, {}, { link })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      await lab.settled(['acme', 'other'])
      expect(await pings(lab)).toEqual({ acme: 0, other: 0 })
      expect(lab.bound()).toEqual(['alice', 'bob'])
    }))

  it('what comes from where gwctl cannot see runs on after a put-back', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const file = 'sip_profiles/internal/unseen.xml'
      const unseen =
        '<include>\n  <gateway name="unseen">\n    <param name="proxy" value="10.0.0.9"/>\n    <param name="register" value="false"/>\n  </gateway>\n</include>\n'
      const other = await lab.connect()
      const generate = async (): Promise<void> => {
        lab.write(file, unseen)
        await other.send('sofia profile internal rescan reloadxml')
        rmSync(join(lab.conf, file))
      }
      await generate()
      const all = '  internal: { prune: all, gateways: {} }\n'
      const wishes = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob'), all)
      const plan = await lab.plan(wishes, { allow: { deletes: 1, lastHealthy: true } })
      expect(plan.changes.map((each) => each.gateway)).toContain('unseen')
      const link = await failingAt(lab, ' rescan ', generate)
      const result = await lab.apply(plan, {}, { link })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(await pings(lab)).toEqual({ acme: 0, other: 0, unseen: 0 })
    }))
})
