import type { GatewayEvent, ProfileEvent } from '../freeswitch/events.ts'
import { gatewayKey } from '../model/gateway.ts'
import type { GatewayState } from '../model/live.ts'
import type { GatewayNotice, Happening } from '../model/notice.ts'
import type { GatewayStatus, SwitchStatus } from '../model/status.ts'
import { Suspicions } from './suspicions.ts'

/** What is known of one gateway now. */
export interface TrackedGateway {
  readonly profile: string
  readonly gateway: string
  /** Absent: it was just added. */
  state?: GatewayState
  up?: boolean
  /** Of the last look; its counters are as old as that. */
  seen?: GatewayStatus
  /** How often it was registered and then lost that, since it has been tracked. */
  registrationsLost: number
  /** Killed twins of it that the worker has not removed yet. */
  twins: number
}

export interface TrackedProfile {
  readonly name: string
  running: boolean
  calls?: number
}

/**
 * The state of a switch, kept up by its events and put right by looking.
 *
 * Events tell each change once and in order. A look is a whole truth of a moment that cannot be placed between the
 * events exactly: the switch holds events back while it answers. So what a look shows otherwise is taken at once only
 * after a gap (`settle`); in between (`check`) it takes two looks with no event of that gateway from one to the other.
 */
export class Tracker {
  readonly gateways = new Map<string, TrackedGateway>()
  readonly profiles = new Map<string, TrackedProfile>()
  readonly #byName = new Map<string, Set<string>>()
  readonly #suspicions = new Suspicions()
  #blank = true

  /** True where the last event told of something that only a look can place. */
  needsLook = false

  takeGateway(event: GatewayEvent): Happening[] {
    for (const key of this.#keysOf(event.gateway)) this.#suspicions.clear(key)
    switch (event.kind) {
      case 'add':
        return this.#added(event.profile, event.gateway)
      case 'delete':
        return this.#deleted(event.profile, event.gateway)
      case 'state':
        return [this.#changed(event)]
    }
  }

  takeProfile(event: ProfileEvent): Happening[] {
    this.#suspicions.clear(`profile ${event.profile}`)
    const known = this.profiles.get(event.profile)
    this.profiles.set(event.profile, {
      name: event.profile,
      running: event.kind === 'up',
      ...(known?.calls !== undefined && event.kind === 'up' && { calls: known.calls }),
    })
    this.needsLook = true
    const { kind: to, profile, message } = event
    return [{ kind: 'profile', profile, to, ...(message !== undefined && { message }), resync: false }]
  }

  /** After a gap: what the look shows is so. Tells what has changed; the first time, nothing is a change. */
  settle(status: SwitchStatus): Happening[] {
    this.#suspicions.forget()
    for (const each of this.gateways.values()) each.twins = 0
    const found = this.#compare(status, () => true)
    const first = this.#blank
    this.#blank = false
    return first ? [] : found
  }

  /** Between events: what two looks show, and no event has told. */
  check(status: SwitchStatus): Happening[] {
    const found = this.#compare(status, (key, what) => this.#suspicions.confirm(key, what))
    this.#suspicions.next()
    return found
  }

  #added(profile: string, gateway: string): Happening[] {
    const known = this.gateways.get(gatewayKey(profile, gateway))
    const twins = known === undefined ? 0 : known.twins + 1
    const registrationsLost = known?.registrationsLost ?? 0
    this.#put({ profile, gateway, registrationsLost, twins })
    this.needsLook = true
    return [{ kind: 'gateway-added', profile, gateway, resync: false }]
  }

  #deleted(profile: string, gateway: string): Happening[] {
    const known = this.gateways.get(gatewayKey(profile, gateway))
    const removed: Happening = { kind: 'gateway-removed', profile, gateway, resync: false }
    if (known === undefined || known.twins === 0) {
      this.#remove(profile, gateway)
      return [removed]
    }
    known.twins -= 1
    return [{ ...removed, replaced: true }]
  }

  #changed(event: Extract<GatewayEvent, { kind: 'state' }>): Happening {
    const { gateway, state: to, pingStatus, sipStatus, phrase } = event
    const keys = this.#keysOf(gateway)
    const [key] = keys
    const known = keys.length === 1 && key !== undefined ? this.gateways.get(key) : undefined
    if (known === undefined) this.needsLook = true
    const up = pingStatus === undefined ? (known?.up ?? false) : pingStatus === 'UP'
    const told = {
      gateway,
      to,
      up,
      ...(sipStatus !== undefined && { sipStatus }),
      ...(phrase !== undefined && { phrase }),
      resync: false,
    }
    return known === undefined ? { kind: 'gateway', ...told } : this.#move(known, told)
  }

  #move(
    known: TrackedGateway,
    told: Omit<GatewayNotice, 'kind' | 'profile' | 'from' | 'wasUp'>,
  ): GatewayNotice {
    const { state: from, up: wasUp } = known
    known.state = told.to
    known.up = told.up
    if (wasUp === true && !told.up && isLoss(from, told.to)) known.registrationsLost += 1
    return {
      kind: 'gateway',
      profile: known.profile,
      ...told,
      ...(from !== undefined && { from }),
      ...(wasUp !== undefined && { wasUp }),
    }
  }

  #compare(status: SwitchStatus, believe: (key: string, what: string) => boolean): Happening[] {
    const live = status.gateways.filter((each) => each.standing === 'live')
    const seen = new Set(live.map(({ record }) => gatewayKey(record.profile, record.name)))
    const gone = [...this.gateways.entries()].filter(([key]) => !seen.has(key) && believe(key, 'gone'))
    const removed = gone.map(([, { profile, gateway }]): Happening => {
      this.#remove(profile, gateway)
      return { kind: 'gateway-removed', profile, gateway, resync: true }
    })
    return [
      ...this.#compareProfiles(status, believe),
      ...removed,
      ...live.flatMap((each) => this.#compareGateway(each, believe)),
    ]
  }

  #compareGateway(seen: GatewayStatus, believe: (key: string, what: string) => boolean): Happening[] {
    const { profile, name: gateway, state } = seen.record
    const key = gatewayKey(profile, gateway)
    const known = this.gateways.get(key)
    if (known === undefined) {
      if (!believe(key, 'there')) return []
      this.#put({ profile, gateway, state, up: seen.up, seen, registrationsLost: 0, twins: 0 })
      return [{ kind: 'gateway-added', profile, gateway, resync: true }]
    }
    known.seen = seen
    if (known.state === state && known.up === seen.up) return []
    // What was just added is told by no event when it does not register.
    const isNew = known.state === undefined
    if (!isNew && !believe(key, `${state} ${seen.record.status}`)) return []
    return [this.#move(known, { gateway, to: state, up: seen.up, resync: !isNew })]
  }

  #compareProfiles(status: SwitchStatus, believe: (key: string, what: string) => boolean): Happening[] {
    const now = new Map(status.profiles.map((each) => [each.name, each]))
    const names = new Set([...this.profiles.keys(), ...now.keys()])
    return [...names].flatMap((name): Happening[] => {
      const seen = now.get(name)
      const running = seen?.state === 'RUNNING'
      const known = this.profiles.get(name)
      if (known !== undefined && known.running !== running && !believe(`profile ${name}`, String(running)))
        return []
      // One that is gone stays known as down: whoever counts on it has to hear of it.
      this.profiles.set(name, { name, running, ...(seen?.calls !== undefined && { calls: seen.calls }) })
      if (known?.running === running || (known === undefined && !running)) return []
      return [{ kind: 'profile', profile: name, to: running ? 'up' : 'down', resync: true }]
    })
  }

  #put(gateway: TrackedGateway): void {
    const key = gatewayKey(gateway.profile, gateway.gateway)
    this.gateways.set(key, gateway)
    const keys = this.#byName.get(gateway.gateway) ?? new Set()
    this.#byName.set(gateway.gateway, keys.add(key))
  }

  #remove(profile: string, gateway: string): void {
    const key = gatewayKey(profile, gateway)
    this.gateways.delete(key)
    const keys = this.#byName.get(gateway)
    keys?.delete(key)
    if (keys?.size === 0) this.#byName.delete(gateway)
  }

  #keysOf(name: string): readonly string[] {
    return [...(this.#byName.get(name) ?? [])]
  }
}

/** Down by itself: not killed, not told to un-register, and not without a registration to lose. */
function isLoss(from: GatewayState | undefined, to: GatewayState): boolean {
  return from !== 'NOREG' && to !== 'NOREG' && to !== 'UNREGISTER' && to !== 'DOWN'
}
