import type { Carriers } from './carriers.ts'
import type { ReadConf } from './conf.ts'
import type { EventDraft } from './events.ts'
import { xmlReloaded } from './events.ts'
import type { Globals } from './preprocess.ts'
import type { Gateway, Profile } from './profile.ts'
import type { Scheduler } from './scheduler.ts'
import type { XmlElement } from './xml-tree.ts'

/** All that the model of the switch knows. */
export interface SwitchState {
  readonly scheduler: Scheduler
  readonly carriers: Carriers
  readonly globals: Globals
  readonly readConf: ReadConf
  /** The tree in memory; a reload that fails leaves it. */
  root: XmlElement
  /** By name and by alias; the second instance of a name is not in here (sofia_glue_add_profile). */
  readonly profiles: Map<string, Profile>
  /** One table for all profiles: by bare name and by `PROFILE::NAME` (sofia_reg.c:3683-3731). */
  readonly gateways: Map<string, Gateway>
  /** `ip:port` that something else than a profile listens on. */
  isBusy(ip: string, port: number): boolean
  /** Every instance whose stack is bound, also those no longer in `profiles`. */
  readonly bound: Set<Profile>
  /** Events so far that ended a round of some worker's waiting. */
  wakes: number
  fire(event: EventDraft): void
  createUuid(): string
  /** A profile with shutdown-on-fail could not start. */
  halt(): void
}

/** Reloads the XML; returns what stands between the brackets of `Reload XML [...]` (switch_xml.c:2371-2434). */
export function reloadXml(state: SwitchState): string {
  const reading = state.readConf(state.globals)
  if ('error' in reading) return reading.error
  state.root = reading.root
  state.fire(xmlReloaded())
  return 'Success'
}

/** A running profile by its exact name or an alias (sofia_glue.c:2019-2045). */
export function findProfile(state: SwitchState, key: string): Profile | undefined {
  const profile = state.profiles.get(key)
  return profile?.running === true ? profile : undefined
}

/** A live gateway by name or `PROFILE::NAME`, of whatever profile (sofia_reg.c:3601-3619). */
export function findGateway(state: SwitchState, key: string): Gateway | undefined {
  const gateway = state.gateways.get(key)
  return gateway !== undefined && gateway.profile.running && !gateway.deleted ? gateway : undefined
}

/** `PROFILE::NAME` */
export function qualifiedName(profile: Profile, gateway: string): string {
  return `${profile.name}::${gateway}`
}
