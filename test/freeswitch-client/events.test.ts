import { GwctlError } from '../../src/errors.ts'
import { EventLog } from '../../src/freeswitch/event-log.ts'
import type { EventSocket } from '../../src/freeswitch/event-socket.ts'
import { gatewayEvent, profileEvent, type GatewayEvent } from '../../src/freeswitch/events.ts'
import type { SwitchEvent } from '../../src/freeswitch/switch-event.ts'
import { recordedEvents } from './recorded.ts'

function toEvent(headers: Readonly<Record<string, string>>): SwitchEvent {
  const subclass = headers['Event-Subclass']
  return {
    name: headers['Event-Name'] ?? '',
    ...(subclass === undefined ? {} : { subclass }),
    headers: new Map(Object.entries(headers)),
  }
}

function ofGateway(gateway: string, state?: string): SwitchEvent {
  const subclass = state === undefined ? 'sofia::gateway_delete' : 'sofia::gateway_state'
  const more: Record<string, string> = state === undefined ? { 'profile-name': 'external' } : { State: state }
  return toEvent({ 'Event-Name': 'CUSTOM', 'Event-Subclass': subclass, Gateway: gateway, ...more })
}

describe('gatewayEvent and profileEvent', () => {
  it('read the events of a real switch', () => {
    const events = recordedEvents().map(toEvent)
    expect(events.map(gatewayEvent).filter((event) => event !== undefined)).toEqual([
      { kind: 'delete', gateway: 'gw-b', profile: 'external' },
      { kind: 'state', gateway: 'gw-a', state: 'DOWN', pingStatus: 'DOWN' },
      { kind: 'add', gateway: 'gw-a', profile: 'external' },
      { kind: 'state', gateway: 'gw-a', state: 'TRYING', pingStatus: 'DOWN' },
      {
        kind: 'state',
        gateway: 'gw-a',
        state: 'FAILED',
        pingStatus: 'DOWN',
        sipStatus: 503,
        phrase: 'Service Unavailable',
      },
      { kind: 'state', gateway: 'gw-a', state: 'FAIL_WAIT', pingStatus: 'DOWN' },
    ])
    const internal = (kind: string, port: number): object => ({
      kind,
      profile: 'internal',
      listens: { address: '127.0.0.1', port },
    })
    expect(events.map(profileEvent).filter((event) => event !== undefined)).toEqual([
      internal('down', 22062),
      internal('up', 22062),
      { ...internal('failed', 22080), message: 'Profile failed to start.' },
    ])
  })

  it('reads where the registrar is', () => {
    const base = {
      'Event-Name': 'CUSTOM',
      'Event-Subclass': 'sofia::gateway_state',
      Gateway: 'g',
      State: 'REGED',
      'Ping-Status': 'odd',
    }
    const state = { kind: 'state', gateway: 'g', state: 'REGED' }
    expect(
      gatewayEvent(
        toEvent({ ...base, 'Register-Network-IP': '203.0.113.7', 'Register-Network-Port': '5070' }),
      ),
    ).toEqual({ ...state, registrar: '203.0.113.7:5070' })
    expect(gatewayEvent(toEvent({ ...base, 'Register-Network-IP': '[::1]', Status: 'odd' }))).toEqual({
      ...state,
      registrar: '[::1]:5060',
    })
  })

  it.each<Record<string, string>>([
    { 'Event-Name': 'CUSTOM', 'Event-Subclass': 'sofia::gateway_add', Gateway: 'g' },
    { 'Event-Name': 'CUSTOM', 'Event-Subclass': 'sofia::gateway_state', Gateway: 'g' },
    { 'Event-Name': 'CUSTOM', 'Event-Subclass': 'sofia::gateway_state', State: 'REGED' },
    { 'Event-Name': 'CUSTOM', 'Event-Subclass': 'sofia::register', Gateway: 'g' },
    { 'Event-Name': 'CUSTOM', Gateway: 'g' },
    { 'Event-Name': 'API', Gateway: 'g', 'Event-Subclass': 'sofia::gateway_add', 'profile-name': 'p' },
    { 'Event-Name': 'PUBLISH', profile_name: 'p', module_name: 'mod_dingaling' },
    { 'Event-Name': 'PUBLISH', module_name: 'mod_sofia' },
    { 'Event-Name': 'OTHER', module_name: 'mod_sofia', profile_name: 'p' },
  ])('make nothing of %j', (headers) => {
    expect(gatewayEvent(toEvent(headers))).toBeUndefined()
    expect(profileEvent(toEvent(headers))).toBeUndefined()
  })

  it.each<[uri: string, listens: object | undefined]>([
    ['sip:mod_sofia@127.0.0.1:5090', { address: '127.0.0.1', port: 5090 }],
    ['sip:mod_sofia@10.0.0.5', { address: '10.0.0.5', port: 5060 }],
    ['sip:mod_sofia@[::1]:5080;transport=udp,tcp', { address: '::1', port: 5080 }],
    ['sip:sip.example', { address: 'sip.example', port: 5060 }],
    ['tel:123', undefined],
  ])('reads where a profile listens: %s', (uri, listens) => {
    const event = { 'Event-Name': 'PUBLISH', module_name: 'mod_sofia', profile_name: 'p', profile_uri: uri }
    expect(profileEvent(toEvent(event))).toEqual({ kind: 'up', profile: 'p', ...(listens && { listens }) })
  })

  it('reads a failure without a reason', () => {
    const event = toEvent({ 'Event-Name': 'FAILURE', module_name: 'mod_sofia', profile_name: 'p' })
    expect(profileEvent(event)).toEqual({ kind: 'failed', profile: 'p' })
  })
})

/** A socket that only tells events, and a clock that only moves when told. */
function fakeSwitch() {
  const listeners = new Set<(event: SwitchEvent) => void>()
  const timers = new Map<object, { at: number; run: () => void }>()
  let now = 0
  let end: (error: GwctlError) => void = () => undefined
  const closed = new Promise<GwctlError>((resolve) => (end = resolve))
  const subscriptions: string[] = []
  const socket: EventSocket = {
    place: { host: '127.0.0.1', port: 8021 },
    api: () => Promise.reject(new Error('not asked here')),
    subscribe: (names, subclasses) => {
      subscriptions.push([...names, ...subclasses].join(' '))
      return Promise.resolve()
    },
    sendEvent: () => Promise.resolve(true),
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    closed,
    close: () => Promise.resolve(),
  }
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      const key = {}
      timers.set(key, { at: now + ms, run })
      return () => void timers.delete(key)
    },
  }
  const pass = (ms: number): void => {
    now += ms
    for (const { at, run } of [...timers.values()]) if (at <= now) run()
  }
  const tell = (event: SwitchEvent): void => listeners.forEach((listener) => listener(event))
  return {
    socket,
    clock,
    pass,
    tell,
    timers,
    listeners,
    subscriptions,
    end: (error: GwctlError) => end(error),
  }
}

const isState = (state: string) => (event: GatewayEvent) => event.kind === 'state' && event.state === state
const BROKEN = new GwctlError('GW405', 'It closed.', { hint: 'Look.' })

describe('EventLog', () => {
  it('subscribes to the events of gateways and profiles', async () => {
    const { socket, clock, subscriptions } = fakeSwitch()
    await EventLog.open(socket, clock)
    expect(subscriptions).toEqual([
      'PUBLISH UNPUBLISH FAILURE sofia::gateway_add sofia::gateway_delete sofia::gateway_state',
    ])
  })

  it('finds an event that came before the wait, but not one from before the mark', async () => {
    const { socket, clock, tell, pass, timers } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    tell(ofGateway('a', 'DOWN'))
    const since = log.mark()
    const wait = log.waitForGateway('a', 'State=DOWN', isState('DOWN'), { since, timeoutMs: 1000 })
    expect(timers.size).toBe(1)
    pass(10)
    tell(ofGateway('b', 'DOWN'))
    tell(ofGateway('a', 'UNREGISTER'))
    tell(ofGateway('a', 'DOWN'))
    expect(await wait).toEqual({ event: { kind: 'state', gateway: 'a', state: 'DOWN' }, at: 10 })
    const again = await log.waitForGateway('a', 'State=DOWN', isState('DOWN'), { since, timeoutMs: 1000 })
    expect(again.at).toBe(10)
    expect(timers.size).toBe(0)
  })

  it('waits for profiles as well', async () => {
    const { socket, clock, tell } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    const wait = log.waitForProfile('p', 'PUBLISH', ({ kind }) => kind === 'up', {
      since: log.mark(),
      timeoutMs: 1,
    })
    tell(toEvent({ 'Event-Name': 'PUBLISH', module_name: 'mod_sofia', profile_name: 'p' }))
    expect((await wait).event).toEqual({ kind: 'up', profile: 'p' })
  })

  it('gives up in time, at the end of the connection and when closed', async () => {
    const { socket, clock, pass, end, timers, listeners } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    const wait = (timeoutMs: number) =>
      log
        .waitForGateway('a', 'State=DOWN', isState('DOWN'), { since: 0, timeoutMs })
        .catch((error: unknown) => error)
    const [late, ended] = [wait(5), wait(1000)]
    pass(5)
    expect(await late).toMatchObject({
      code: 'GW408',
      message: 'FreeSWITCH did not tell State=DOWN of the gateway a within 5 ms.',
    })
    end(BROKEN)
    expect(await ended).toBe(BROKEN)
    expect(await wait(1000)).toBe(BROKEN)
    log.close()
    expect(await wait(1000)).toBe(BROKEN)
    expect(timers.size).toBe(0)
    expect(listeners.size).toBe(0)
  })

  it('rejects what waits when it is closed', async () => {
    const { socket, clock } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    const wait = log.waitForGateway('a', 'x', () => false, { since: 0, timeoutMs: 1000 })
    log.close()
    await expect(wait).rejects.toMatchObject({ code: 'GW405' })
  })

  it('stops listening when it cannot subscribe', async () => {
    const { socket, clock, listeners } = fakeSwitch()
    const refusing: EventSocket = { ...socket, subscribe: () => Promise.reject(BROKEN) }
    await expect(EventLog.open(refusing, clock)).rejects.toBe(BROKEN)
    expect(listeners.size).toBe(0)
  })

  it('tells what it has recorded of a gateway', async () => {
    const { socket, clock, tell } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    expect(log.history('a')).toEqual([])
    tell(ofGateway('a', 'DOWN'))
    tell(ofGateway('a'))
    expect(log.history('a').map(({ event }) => event.kind)).toEqual(['state', 'delete'])
  })

  it('forgets what is older than a mark, and keeps who waits', async () => {
    const { socket, clock, tell } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    tell(ofGateway('a', 'DOWN'))
    const wait = log.waitForGateway('a', 'deletion', ({ kind }) => kind === 'delete', {
      since: 0,
      timeoutMs: 9,
    })
    const mark = log.mark()
    tell(ofGateway('b', 'REGED'))
    log.forget(mark)
    const old = log.waitForGateway('a', 'x', isState('DOWN'), { since: 0, timeoutMs: 9 })
    tell(ofGateway('a'))
    expect((await wait).event.kind).toBe('delete')
    expect((await log.waitForGateway('b', 'x', isState('REGED'), { since: 0, timeoutMs: 9 })).at).toBe(0)
    log.close()
    await expect(old).rejects.toMatchObject({ code: 'GW405' })
  })

  it('serves 5,000 waits at once', async () => {
    const { socket, clock, tell, timers } = fakeSwitch()
    const log = await EventLog.open(socket, clock)
    const names = Array.from({ length: 5000 }, (_, n) => `gw-${n}`)
    const waits = names.map((name) =>
      log.waitForGateway(name, 'x', isState('DOWN'), { since: 0, timeoutMs: 9 }),
    )
    for (const name of names) for (const state of ['UNREGISTER', 'DOWN']) tell(ofGateway(name, state))
    expect(await Promise.all(waits)).toHaveLength(5000)
    expect(timers.size).toBe(0)
  })
})
