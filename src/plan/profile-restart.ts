import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { GatewayRef } from '../model/plan.ts'
import { standingGateways } from './standing.ts'

/** What a restart of a profile means besides the interruption: it reads everything anew. */
export interface RestartEffects {
  /** Gateways that are UP, and stand on disk: they have to be UP again. */
  readonly owed: readonly GatewayRef[]
  /** Gateways that run and do not stand on disk: they do not come back. */
  readonly lost: readonly string[]
  /** Gateways that stand on disk and do not run: they come. */
  readonly coming: readonly string[]
  /** Names of settings that stand on disk otherwise than loaded: they are applied. */
  readonly settings: readonly string[]
}

/** @param loaded  the switch's sofia.conf in memory, in which variables are resolved */
export function restartEffects(profile: string, disk: Disk, live: Live, loaded: Disk): RestartEffects {
  const onDisk = disk.profiles.find((each) => each.name === profile)
  const standing = onDisk === undefined ? [] : [...standingGateways(onDisk).values()]
  const names = new Set(standing.filter((each) => each.skipped === undefined).map((each) => each.name))
  const running = live.gateways.filter((each) => each.profile === profile)
  const runs = new Set(running.map((each) => each.name))
  const ready = running.filter((each) => each.status === 'UP' && names.has(each.name))
  return {
    owed: ready.map(({ name }) => ({ profile, gateway: name })),
    lost: [...runs].filter((each) => !names.has(each)),
    coming: [...names].filter((each) => !runs.has(each)),
    settings: changedSettings(profile, disk, loaded),
  }
}

/** A value with a variable in it is not compared: what it stood for when it was read is not known. */
function changedSettings(profile: string, disk: Disk, loaded: Disk): string[] {
  const [written, held] = [disk, loaded].map(
    ({ profiles }) => profiles.find((each) => each.name === profile)?.settings,
  )
  if (written === undefined || held === undefined) return []
  const names = [...new Set([...written.keys(), ...held.keys()])]
  return names.filter((name) => {
    const value = written.get(name)
    return value?.includes('$${') !== true && value !== held.get(name)
  })
}
