import type { Fault } from '../../src/sandbox/event-socket/server.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { account, texts, wanted, withLab, yaml, type Lab } from './lab.ts'

const BEFORE = {
  'external/acme': account('alice'),
  'external/other': account('bob'),
  'external/gone': account('carol'),
}
/** One of each: a change, a delete and a creation. */
const CHANGED = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('other', 'bob') + wanted('new', 'dave'))
const ASKS = /^api (sofia (status|xmlstatus|jsonstatus)|global_getvar|version)/

/** Lets the fault happen once: at the reply to the nth command that changes something. */
function faultAt(lab: Lab, nth: number, fault: Fault): void {
  let sent = 0
  lab.fault = (line) => {
    if (!line.startsWith('api ') || ASKS.test(line)) return undefined
    sent += 1
    return sent === nth ? fault : undefined
  }
}

async function expectAsBefore(lab: Lab, before: Record<string, string>): Promise<void> {
  expect(texts(lab.snapshot())).toEqual(before)
  const { gateways } = await (await lab.connect()).observe()
  expect(gateways.map(({ name, state, pingfreq }) => `${name} ${state} ${pingfreq}`).sort()).toEqual([
    'acme REGED 0',
    'gone REGED 0',
    'other REGED 0',
  ])
  expect(lab.bound()).toEqual(['alice', 'bob', 'carol'])
}

const COMMANDS = ['reloadxml', 'killgw', 'killgw', 'rescan', 'register', 'register']

describe('a connection that is lost after a command', () => {
  it.each(COMMANDS.map((command, index) => [index + 1, command] as const))(
    'number %i, %s, is made again and all is put back',
    (nth) =>
      withLab({ gateways: BEFORE }, async (lab) => {
        await lab.settled(['acme', 'other', 'gone'])
        const before = texts(lab.snapshot())
        const plan = await lab.plan(CHANGED)
        faultAt(lab, nth, 'close')
        const reconnect = async () => ({ link: await lab.connect(), restarted: false })
        const result = await lab.apply(plan, {}, { reconnect })
        expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW405' } })
        await expectAsBefore(lab, before)
      }),
  )

  it.each<Fault>(['close', 'truncate'])('in the middle of many that were sent together (%s)', (fault) => {
    const names = Array.from({ length: 40 }, (_, index) => `t${index}`)
    const gateways = Object.fromEntries(names.map((name) => [`external/${name}`, account(name)]))
    return withLab({ gateways }, async (lab) => {
      await lab.settled(names)
      const before = texts(lab.snapshot())
      const plan = await lab.plan(yaml(names.map((name) => wanted(name, name, ', ping: 25')).join('')))
      faultAt(lab, 10, fault)
      const reconnect = async () => ({ link: await lab.connect(), restarted: false })
      const result = await lab.apply(plan, {}, { reconnect })
      expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW405' } })
      expect(texts(lab.snapshot())).toEqual(before)
      const live = await (await lab.connect()).observe()
      expect(live.gateways.map(({ name, pingfreq }) => `${name} ${pingfreq}`).sort()).toEqual(
        names.map((name) => `${name} 0`).sort(),
      )
      expect(lab.bound()).toEqual([...names].sort())
    })
  })

  it.each<Fault>(['hang', 'garbage', 'truncate'])('that ends in %s, is put back as well', (fault) =>
    withLab({ gateways: BEFORE }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED)
      faultAt(lab, 2, fault)
      const reconnect = async () => ({ link: await lab.connect(), restarted: false })
      const result = await lab.apply(plan, {}, { reconnect })
      expect(result).toMatchObject({ outcome: 'put-back', left: [] })
      expect(result.cause?.code).toMatch(/^GW40[456]$/)
      await expectAsBefore(lab, before)
    }),
  )

  it.each(COMMANDS.map((command, index) => [index + 1, command] as const))(
    'number %i, %s, and cannot be made again leaves words what to do',
    (nth, command) =>
      withLab({ gateways: BEFORE }, async (lab) => {
        await lab.settled(['acme', 'other', 'gone'])
        const before = texts(lab.snapshot())
        const plan = await lab.plan(CHANGED)
        faultAt(lab, nth, 'close')
        const result = await lab.apply(plan)
        expect(result).toMatchObject({ outcome: 'stuck', cause: { code: 'GW405' } })
        const left = result.left.join('\n')
        expect(left).toContain('Run in fs_cli: ')
        if (command === 'reloadxml') expect(left).toContain('reloadxml')
        else expect(left).toContain('external::')
        expect(left).not.toContain('other')
        expect(texts(lab.snapshot())).toEqual(before)
      }),
  )

  it('is made again only once', () =>
    withLab({ gateways: BEFORE }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const plan = await lab.plan(CHANGED)
      let cut = 0
      lab.fault = (line) => (line.includes('killgw') && ++cut > 0 ? 'close' : undefined)
      let tries = 0
      const reconnect = async () => {
        tries += 1
        return { link: await lab.connect(), restarted: false }
      }
      const result = await lab.apply(plan, {}, { reconnect })
      expect(tries).toBe(1)
      expect(cut).toBeGreaterThan(0)
      expect(['put-back', 'stuck']).toContain(result.outcome)
    }))

  it('during the put-back is made again as well', () =>
    withLab(
      { gateways: BEFORE, carriers: { '127.0.0.1:15061': { registerAnswer: [403, 'Forbidden'] } } },
      async (lab) => {
        await lab.settled(['acme', 'other', 'gone'])
        const before = texts(lab.snapshot())
        const failing = CHANGED.replace('127.0.0.1:15060', '127.0.0.1:15061')
        const plan = await lab.plan(failing)
        lab.fault = (line) => {
          // The second kill of this gateway is the put-back's.
          const kills = lab.commands.filter((each) => each.endsWith('killgw external::acme')).length
          if (kills !== 2 || !line.includes('killgw external::acme')) return undefined
          lab.fault = () => undefined
          return 'close'
        }
        const reconnect = async () => ({ link: await lab.connect(), restarted: false })
        const result = await lab.apply(plan, {}, { reconnect })
        expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
        await expectAsBefore(lab, before)
      },
    ))
})

describe('a switch that is restarted in the middle of an apply', () => {
  it.each([1, 2, 3, 4, 5])('after command %i has its gateways as before', (nth) =>
    withLab({ gateways: BEFORE }, async (lab) => {
      await lab.settled(['acme', 'other', 'gone'])
      const before = texts(lab.snapshot())
      const plan = await lab.plan(CHANGED)
      faultAt(lab, nth, 'close')
      // It starts while the new files are there: before anything is put back.
      let again: ReturnType<typeof startSandbox> | undefined
      const start = (): typeof again => (again ??= startSandbox({ confDir: lab.conf, port: 0, speed: 20 }))
      const fault = lab.fault
      lab.fault = (line) => {
        const found = fault(line)
        if (found !== undefined) void start()
        return found
      }
      const reconnect = async () => {
        const sandbox = await start()
        if (sandbox === undefined) throw new Error('it was not restarted')
        return { link: await lab.connect(sandbox), restarted: true }
      }
      try {
        const result = await lab.apply(plan, {}, { reconnect })
        expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW405' } })
        const sandbox = await again
        expect(texts(lab.snapshot())).toEqual(before)
        const link = await lab.connect(sandbox)
        const { gateways } = await link.observe()
        expect(gateways.map(({ name, pingfreq, state }) => `${name} ${pingfreq} ${state}`).sort()).toEqual([
          'acme 0 REGED',
          'gone 0 REGED',
          'other 0 REGED',
        ])
      } finally {
        await (await again)?.close()
      }
    }),
  )
})
