import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { listBackups, readBackup } from '../../src/apply/backup.ts'
import { readClosedJournal, readLeftJournal } from '../../src/apply/journal.ts'
import { readKeptFiles } from '../../src/apply/kept-files.ts'
import { recover } from '../../src/apply/recover.ts'
import type { SwitchPort } from '../../src/apply/switch-port.ts'
import type { SwitchLink } from '../../src/freeswitch/link.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildRestorePlan } from '../../src/plan/restore-plan.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { account, CARRIER, fastClock, overLink, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const PATH = 'autoload_configs/distributor.conf.xml'
const TWO = { 'external/acme': account('alice'), 'external/other': account('bob') }

function conf(...nodes: readonly string[]): string {
  const lines = nodes.map((each) => `      <node name="${each}" weight="1"/>\n`).join('')
  return `<configuration name="distributor.conf">\n  <lists>\n    <list name="carriers">\n${lines}    </list>\n  </lists>\n</configuration>\n`
}

function list(...nodes: readonly string[]): string {
  return `distributors:\n  carriers: { nodes: { ${nodes.map((each) => `${each}: 1`).join(', ')} } }\n`
}

const STANDING = { gateways: TWO, files: { [PATH]: conf('acme', 'other') } }
const CHANGED = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob'))

const STRICT = { auth: 'digest', password: 'secret', wrongPassword: '403' } as const
const WRONG = wanted('new', 'dave').replace('secret', 'wrong')

/** What the list shares calls among, at each command that was sent. */
function watchList(link: SwitchLink, seen: Map<string, string>): SwitchPort {
  const watch = async (command: string): Promise<void> => {
    const { distributors } = await link.observe(['carriers'])
    const names = distributors?.lists.get('carriers')?.map((each) => each.name) ?? ['(not loaded)']
    seen.set(`${seen.size} ${command}`, names.join(' '))
  }
  return overLink(link, {
    send: async (command) => {
      if (/ (killgw|restart) /.test(command)) await watch(command)
      await link.send(command)
      if (command === 'distributor_ctl reload') await watch(command)
    },
  })
}

async function nodes(lab: Lab): Promise<string> {
  const { distributors } = await (await lab.connect()).observe(['carriers'])
  const found = distributors?.lists.get('carriers')
  return found === undefined ? '(not loaded)' : found.map((each) => `${each.name}=${each.weight}`).join(' ')
}

const APART = {
  gateways: { 'external/acme': account('alice'), 'internal/other': account('bob') },
  files: { [PATH]: conf('acme', 'other') },
}
/** `external` restarts for another port, and takes acme along. */
const MOVED_PORT = yaml(
  wanted('acme', 'alice'),
  `    settings: { sip-port: 5090 }\n  internal:\n    gateways:\n${wanted('other', 'bob')}`,
)

/** Both registered, in profiles that are old enough to be restarted. */
function inAgedLab(body: (lab: Lab) => Promise<void>): Promise<void> {
  return withLab(APART, async (lab) => {
    await lab.settled(['acme', 'other'])
    await fastClock.sleep(11_000)
    await body(lab)
  })
}

describe('a gateway in a list, whose profile restarts', () => {
  it('is out of it meanwhile, though it does not change itself', () =>
    inAgedLab(async (lab) => {
      const plan = await lab.plan(MOVED_PORT + list('acme', 'other'))
      const seen = new Map<string, string>()
      const result = await lab.apply(plan, {}, { link: watchList(await lab.connect(), seen) })
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect([...seen]).toEqual([
        ['0 distributor_ctl reload', 'other'],
        ['1 sofia profile external restart reloadxml', 'other'],
        ['2 distributor_ctl reload', 'acme other'],
      ])
      expect(lab.read(PATH)).toBe(conf('acme', 'other'))
    }))

  it('is out of it, too, while the profile is put back', () =>
    inAgedLab(async (lab) => {
      const before = texts(lab.snapshot())
      const plan = await lab.plan(MOVED_PORT + list('acme', 'other'))
      const seen = new Map<string, string>()
      const link = watchList(await lab.connect(), seen)
      const observe: SwitchPort['observe'] = async (lists) => {
        const live = await link.observe(lists)
        return lists === undefined ? live : { ...live, distributors: { loaded: true, lists: new Map() } }
      }
      const result = await lab.apply(plan, {}, { link: { ...link, observe } })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      const restarts = [...seen].filter(([command]) => command.includes(' restart '))
      // The way back is tried again where the profile is younger than 10 s.
      expect(restarts.length).toBeGreaterThan(1)
      expect(restarts.map(([, list]) => list)).toEqual(restarts.map(() => 'other'))
      expect(await nodes(lab)).toBe('acme=1 other=1')
      expect(texts(lab.snapshot())).toEqual(before)
    }))
})

describe('a gateway in a list', () => {
  it('is out of it while it is changed, and in it again at the end', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      const plan = await lab.plan(CHANGED + list('acme', 'other'))
      const seen = new Map<string, string>()
      const result = await lab.apply(plan, {}, { link: watchList(await lab.connect(), seen) })
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect([...seen]).toEqual([
        ['0 distributor_ctl reload', 'other'],
        ['1 sofia profile external killgw external::acme', 'other'],
        ['2 distributor_ctl reload', 'acme other'],
      ])
      expect(lab.read(PATH)).toBe(conf('acme', 'other'))
      // The refreshes go on after the list is whole again.
      const after = lab.commands.slice(lab.commands.lastIndexOf('distributor_ctl reload') + 1)
      expect(after).toEqual(Array(2).fill('sofia profile external register external::acme'))
      expect((await lab.plan(CHANGED + list('acme', 'other'))).distributors).toBeUndefined()
    }))

  it('comes into it only when it is UP, and goes out of it before it goes', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      const text = yaml(wanted('acme', 'alice') + wanted('new', 'dave')) + list('acme', 'new')
      const plan = await lab.plan(text, { allow: { deletes: 1 } })
      const seen = new Map<string, string>()
      const result = await lab.apply(plan, {}, { link: watchList(await lab.connect(), seen) })
      expect(result).toMatchObject({ outcome: 'applied' })
      expect([...seen.values()]).toEqual(['acme', 'acme', 'acme new'])
      expect(lab.read(PATH)).toBe(conf('acme', 'new'))
    }))

  it('is not put into it while it does not register; all is put back', () =>
    withLab({ ...STANDING, carriers: { [CARRIER]: STRICT } }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const before = texts(lab.snapshot())
      const text =
        yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob') + WRONG) +
        list('acme', 'other', 'new')
      const plan = await lab.plan(text)
      const seen = new Map<string, string>()
      const result = await lab.apply(plan, {}, { link: watchList(await lab.connect(), seen) })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      for (const names of seen.values()) expect(names).not.toContain('new')
      for (const [command, names] of seen) if (command.includes('killgw')) expect(names).toBe('other')
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await nodes(lab)).toBe('acme=1 other=1')
    }))

  it('is not taken out of a list over what another hand writes meanwhile', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      const plan = await lab.plan(CHANGED + list('acme', 'other'))
      const link = await lab.connect()
      const theirs = conf('acme', 'other').replace('carriers', 'carriers" comment="theirs')
      const send: SwitchPort['send'] = async (command) => {
        if (command.includes(' killgw ')) lab.write(PATH, theirs)
        await link.send(command)
      }
      const result = await lab.apply(plan, {}, { link: { ...watchList(link, new Map()), send } })
      expect(lab.read(PATH)).toBe(theirs)
      expect(result).toMatchObject({ outcome: 'stuck', cause: { code: 'GW310' } })
      expect(result.left.join()).toContain(`${PATH} was changed by somebody else since`)
      expect(lab.bound()).toEqual(['alice', 'bob'])
    }))

  it('stays in it under --keep, healthy or not', () =>
    withLab({ ...STANDING, carriers: { [CARRIER]: STRICT } }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const text =
        yaml(wanted('acme', 'alice') + wanted('other', 'bob') + WRONG) + list('acme', 'other', 'new')
      const result = await lab.apply(await lab.plan(text), { keep: true })
      expect(result).toMatchObject({ outcome: 'kept' })
      expect(await nodes(lab)).toBe('acme=1 other=1 new=1')
    }))

  it('leaves it with its batch, and is out of it while batches are put back', () =>
    withLab({ ...STANDING, carriers: { [CARRIER]: STRICT } }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const before = texts(lab.snapshot())
      const bad = wanted('other', 'bob', ', ping: 25').replace('secret', 'wrong')
      const text = yaml(wanted('acme', 'alice', ', ping: 25') + bad) + list('acme', 'other')
      const seen = new Map<string, string>()
      const result = await lab.apply(
        await lab.plan(text, { batch: 1 }),
        {},
        { link: watchList(await lab.connect(), seen) },
      )
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect([...seen]).toEqual([
        ['0 distributor_ctl reload', 'other'],
        ['1 sofia profile external killgw external::acme', 'other'],
        ['2 distributor_ctl reload', 'acme other'],
        ['3 distributor_ctl reload', 'acme'],
        ['4 sofia profile external killgw external::other', 'acme'],
        // Both have to go now: a list that would be empty stays whole.
        ['5 distributor_ctl reload', 'acme other'],
        ['6 sofia profile external killgw external::acme', 'acme other'],
        ['7 sofia profile external killgw external::other', 'acme other'],
        ['8 distributor_ctl reload', 'acme other'],
      ])
      expect(texts(lab.snapshot())).toEqual(before)
    }))
})

describe('lists', () => {
  it('that are right on disk are loaded where the switch has them otherwise', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      const text = yaml(wanted('acme', 'alice') + wanted('other', 'bob')) + list('acme', 'other')
      const link = await lab.connect()
      lab.write(PATH, conf('acme'))
      await link.send('reloadxml')
      await link.send('distributor_ctl reload')
      lab.write(PATH, conf('acme', 'other'))
      const plan = await lab.plan(text)
      expect(plan).toMatchObject({ files: [], distributors: [{ action: 'update', live: true }] })
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'applied', gateways: [] })
      expect(await nodes(lab)).toBe('acme=1 other=1')
      expect((await lab.plan(text)).distributors).toBeUndefined()
    }))

  it('fail the apply when FreeSWITCH refuses to load them', () =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const plan = await lab.plan(
        yaml(wanted('acme', 'alice') + wanted('other', 'bob')) + list('acme', 'other'),
      )
      const link = await lab.connect()
      const port: SwitchPort = {
        ...watchList(link, new Map()),
        send: async (command) => {
          if (command === 'distributor_ctl reload') {
            // Another hand takes the lists away, so that FreeSWITCH has none to load.
            rmSync(join(lab.conf, PATH))
            await link.send('reloadxml')
          }
          await link.send(command)
        },
      }
      expect(await lab.apply(plan, {}, { link: port })).toMatchObject({
        outcome: 'put-back',
        left: [],
        cause: { code: 'GW408' },
      })
      expect(existsSync(join(lab.conf, PATH))).toBe(false)
      expect(await nodes(lab)).toBe('(not loaded)')
    }))

  it.each([
    [[{ name: 'acme', weight: 1 }], 'has acme=1'],
    [[], 'has no node'],
    [undefined, 'does not have it'],
  ])('fail the apply when the switch has %j at the end', (has, told) =>
    withLab({ gateways: TWO }, async (lab) => {
      await lab.settled(['acme', 'other'])
      const plan = await lab.plan(
        yaml(wanted('acme', 'alice') + wanted('other', 'bob')) + list('acme', 'other'),
      )
      const link = await lab.connect()
      const lists = new Map(has && [['carriers', has]])
      const port: SwitchPort = {
        ...watchList(link, new Map()),
        observe: async (names) => ({ ...(await link.observe(names)), distributors: { loaded: true, lists } }),
      }
      const result = await lab.apply(plan, {}, { link: port })
      expect(result.cause?.message).toBe(
        `The distributor list carriers is not as planned: the switch ${told}, instead of acme=1, other=1.`,
      )
      // The last list of all cannot be taken away by a reload: it answers as an unknown one does.
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(existsSync(join(lab.conf, PATH))).toBe(false)
      expect(await nodes(lab)).toBe('')
    }),
  )
})

describe('recover', () => {
  it('puts lists back that a killed apply has left without a gateway', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED + list('acme', 'other'))
      const link = await lab.connect()
      const dead = new Error('this process has ended')
      let ended = false
      const port: SwitchPort = {
        ...watchList(link, new Map()),
        send: async (command) => {
          ended ||= command.includes('rescan')
          if (ended) throw dead
          await link.send(command)
        },
        observe: () => Promise.reject(dead),
      }
      const target = localTarget(lab.conf)
      const mortal = {
        ...target,
        write: (...args: Parameters<typeof target.write>) => {
          if (ended) throw dead
          target.write(...args)
        },
      }
      expect(await lab.apply(plan, {}, { link: port, target: mortal })).toMatchObject({ outcome: 'stuck' })
      expect(lab.read(PATH)).toBe(conf('other'))
      expect(await nodes(lab)).toBe('other=1')
      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const ports = { target, link: await lab.connect(), clock: fastClock, progress: () => undefined }
      expect(await recover(left, ports)).toMatchObject({ outcome: 'put-back', left: [] })
      expect(texts(lab.snapshot())).toEqual(before)
      expect(await nodes(lab)).toBe('acme=1 other=1')
      await lab.settled(['acme', 'other'])
    }))
})

describe('going back', () => {
  /** The plan that undoes what was applied last. */
  async function back(lab: Lab): Promise<Plan> {
    const target = localTarget(lab.conf)
    const [newest] = listBackups(lab.conf).reverse()
    const backup = readBackup(lab.conf, String(newest))
    const lists = readClosedJournal(lab.conf, backup.id)?.header.distributors ?? []
    const kept = readKeptFiles(target, backup)
    const limits = { policy: { maxDeletes: 3, allowLastHealthy: true }, allow: {}, allowChanged: false }
    const { plan } = buildRestorePlan(readDisk(target), await lab.live(lists), kept, { ...limits, lists })
    if (plan === undefined) throw new Error('there is no plan')
    return plan
  }

  it('takes gateways out of a list that only paused', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      const before = texts(lab.snapshot())
      await lab.apply(await lab.plan(CHANGED + list('acme', 'other')))
      const seen = new Map<string, string>()
      const plan = await back(lab)
      expect(plan).toMatchObject({ distributors: [{ action: 'pause', paused: ['acme'] }] })
      const result = await lab.apply(plan, {}, { link: watchList(await lab.connect(), seen) })
      expect(result).toMatchObject({ outcome: 'applied' })
      expect([...seen.values()]).toEqual(['other', 'other', 'acme other'])
      expect(texts(lab.snapshot())).toEqual(before)
    }))

  it('leaves a list alone that another hand has changed since it paused', () =>
    withLab(STANDING, async (lab) => {
      await lab.settled(['acme', 'other'])
      await lab.apply(await lab.plan(CHANGED + list('acme', 'other')))
      lab.write(PATH, conf('other'))
      const plan = await back(lab)
      expect(plan.files.map((each) => each.path)).toEqual(['sip_profiles/external/acme.xml'])
      expect(plan.refusals).toEqual([])
    }))

  it.each([
    ['brings a list back', STANDING, 'acme=1 other=1', 'update'],
    ['takes the first list away, which answers nobody then', { gateways: TWO }, '', 'delete'],
  ])('%s', (_, world, expected, action) =>
    withLab(world, async (lab) => {
      await lab.settled(['acme', 'other'])
      const before = texts(lab.snapshot())
      const text = yaml(wanted('acme', 'alice') + wanted('other', 'bob')) + list('other')
      await lab.apply(await lab.plan(text))
      expect(await nodes(lab)).toBe('other=1')
      const plan = await back(lab)
      expect(plan).toMatchObject({ distributors: [{ action }], changes: [] })
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'applied', left: [] })
      expect(await nodes(lab)).toBe(expected)
      expect(texts(lab.snapshot())).toEqual(before)
    }),
  )
})
