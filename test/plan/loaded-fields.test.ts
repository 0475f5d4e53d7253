import { buildPlan } from '../../src/plan/build.ts'
import { differsFromLoaded } from '../../src/plan/loaded-fields.ts'
import type { Change } from '../../src/model/plan.ts'
import type { GatewayDefinition } from '../../src/model/gateway.ts'
import type { Disk } from '../../src/model/disk.ts'
import { meaningOf } from '../../src/plan/meaning.ts'
import { definition, desired, disk, gateway, live, text } from '../support/plan-world.ts'

const account = { proxy: 'p.example', username: 'alice', password: 'new-password' }

function created(wanted: Record<string, string> | GatewayDefinition): Change {
  const { plan } = buildPlan(desired([gateway('external/a', wanted)]), disk({}), live([]))
  const [change] = plan?.changes ?? []
  if (change === undefined) throw new Error('nothing is planned')
  return change
}

describe('differsFromLoaded', () => {
  it('finds nothing where what was written is loaded, however it is spelled', () => {
    const spelled = { ...account, register: 'YES', 'expire-seconds': '3600' }
    expect(differsFromLoaded(created(account), disk({ 'external/a': spelled }))).toEqual([])
  })

  it('finds what no status shows', () => {
    const old = { ...account, password: 'old-password', 'retry-seconds': '45' }
    expect(differsFromLoaded(created(account), disk({ 'external/a': old }))).toEqual([
      'password',
      'retry-seconds',
    ])
  })

  it('finds what is missing on either side', () => {
    const more = { ...account, extension: '4711' }
    expect(differsFromLoaded(created(more), disk({ 'external/a': account }))).toEqual(['extension'])
    expect(differsFromLoaded(created(account), disk({ 'external/a': more }))).toEqual(['extension'])
  })

  it('finds lists that differ', () => {
    const lists = definition(account, { variables: [{ name: text('x'), value: text('1') }] })
    expect(differsFromLoaded(created(lists), disk({ 'external/a': account }))).toEqual(['variables'])
  })

  it('finds that nothing is loaded', () => {
    expect(differsFromLoaded(created(account), disk({}))).toEqual(['gateway'])
    expect(
      differsFromLoaded(created(account), disk({ 'internal/a': account }, { profiles: ['internal'] })),
    ).toEqual(['gateway'])
    expect(differsFromLoaded(created(account), disk({ 'external/a': { proxy: 'p.example' } }))).toEqual([
      'gateway',
    ])
  })

  it('does not judge what it cannot know', () => {
    const variable = { ...account, realm: '$${hostname}', 'from-user': '$${nobody}' }
    expect(
      differsFromLoaded(
        created(variable),
        disk({ 'external/a': { ...account, realm: 'r', 'from-user': 'u' } }),
      ),
    ).toEqual([])
    const change = created(account)
    const bytes = new Map([...(change.runtime.meaning?.params ?? []), ['username', 'alice\udce9']])
    const meaning = { params: bytes, variables: [], subscriptions: [] }
    const odd = { ...change, runtime: { ...change.runtime, meaning } }
    expect(differsFromLoaded(odd, disk({ 'external/a': account }))).toEqual([])
    expect(
      differsFromLoaded({ ...change, runtime: { ...change.runtime, meaning: undefined } } as never, disk({})),
    ).toEqual([])
  })

  it('compares what hangs on a variable where those of the switch explain what is loaded', () => {
    const list = (value: string): GatewayDefinition =>
      definition(account, {
        variables: [{ name: text('x'), value: text(value), direction: text('inbound') }],
        subscriptions: [{ event: text('reg'), params: new Map([['port', text(value)]]) }],
      })
    const [change, memory] = [created(list('$${v}')), inMemory(list('1'))]
    const now = (value: string, known: string): string[] => {
      const meaning = meaningOf(list(value), { gateway: 'a', globals: new Map(), profileContext: undefined })
      return differsFromLoaded({ ...change, runtime: { meaning } }, memory, new Map([['v', known]]))
    }
    expect(now('1', '1')).toEqual([])
    expect(now('2', '1')).toEqual(['variables', 'subscriptions'])
    expect(now('2', '3')).toEqual([])
    const certain = differsFromLoaded(created(list('2')), memory, new Map())
    expect(certain).toEqual(['variables', 'subscriptions'])
  })
})

function inMemory(held: GatewayDefinition): Disk {
  const loaded = disk({ 'external/a': account })
  const profiles = loaded.profiles.map((each) => ({
    ...each,
    gateways: each.gateways.map((gateway) => ({ ...gateway, definition: held })),
  }))
  return { ...loaded, profiles }
}
