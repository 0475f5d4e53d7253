import type { Disk, DiskProfile } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { ProfileChange, Range, SettingChange } from '../model/plan.ts'
import { canonicalSettingName, settingSpec, whatApplies, whatReverts } from '../model/profile-settings.ts'
import { showOpaque, type Globals } from '../model/text.ts'
import { bindSeconds, listenAddress } from './listening.ts'
import { needsRestart } from './profile-plan.ts'
import { isSecretSetting, meaningIn, valuesOf } from './setting-meaning.ts'

/** Profiles and settings that differ between two configuration directories. */
export interface ProfilesRestored {
  readonly settings: readonly SettingChange[]
  readonly profiles: readonly ProfileChange[]
}

/**
 * What takes profiles from one configuration directory to another: what a rollback does. The rule:
 *
 * - A profile that stands only in `wanted` is started, one that stands only in `current` stopped.
 * - One that stands in both and runs is restarted where a setting differs that nothing else brings into
 *   force, or that is gone: FreeSWITCH keeps the last value of most settings until a restart.
 * - One that stands in both and does not run stays so.
 *
 * A setting whose value in `wanted` FreeSWITCH still has loaded only changes on disk.
 */
export function restoreProfiles(
  current: Disk,
  wanted: Disk,
  live: Live | undefined,
  { secret, loaded }: RestoredContext,
): ProfilesRestored {
  const globals = new Map([...(live?.globals ?? []), ...wanted.globals])
  const names = new Set([...current.profiles, ...wanted.profiles].map((each) => each.name))
  const found = [...names].map((name) => {
    const before = current.profiles.find((each) => each.name === name)
    const after = wanted.profiles.find((each) => each.name === name)
    const hidden = hasSecret(before, secret.before) || hasSecret(after, secret.after)
    const inMemory = loaded?.profiles.find((each) => each.name === name)
    const settings = settingsBetween({ before, after, inMemory }, globals, hidden)
    return { settings, change: changeOf(name, { before, after, settings, live, globals }) }
  })
  return {
    settings: found.flatMap((each) => each.settings),
    profiles: found.flatMap((each) => (each.change === undefined ? [] : [each.change])),
  }
}

/** What else a restoring of profiles hangs on. */
export interface RestoredContext {
  /** By file of the one and the other directory, the byte ranges that must not be shown. */
  readonly secret: { readonly before: Secrets; readonly after: Secrets }
  /** What FreeSWITCH has in memory; absent: nobody asked. */
  readonly loaded?: Disk
}

type Secrets = ReadonlyMap<string, readonly Range[]>

/** Whether one of its settings may be a secret: something hidden stands in its file, outside of its gateways. */
function hasSecret(profile: DiskProfile | undefined, secrets: Secrets): boolean {
  if (profile === undefined) return false
  const inGateways = profile.gateways.filter((each) => each.site.file === profile.file)
  return (secrets.get(profile.file) ?? []).some(
    ({ start, end }) => !inGateways.some(({ site }) => site.start <= start && end <= site.end),
  )
}

function settingsBetween(
  { before, after, inMemory }: Record<'before' | 'after' | 'inMemory', DiskProfile | undefined>,
  globals: Globals,
  hidden: boolean,
): SettingChange[] {
  if (after === undefined) return []
  const written = new Set(
    [...(before?.settings.keys() ?? []), ...after.settings.keys()].map(canonicalSettingName),
  )
  return [...written].flatMap((name): SettingChange[] => {
    const meaning = meaningIn(after, name, globals)
    if (meaning === meaningIn(before, name, globals)) return []
    const spec = settingSpec(name)
    const sensitive = hidden || isSecretSetting(name)
    const shown = (profile: DiskProfile | undefined): string | null => {
      const values = valuesOf(profile, name)
      return sensitive || values.length === 0 ? null : showOpaque(values.join(', '))
    }
    return [
      {
        kind: 'setting',
        profile: after.name,
        name,
        before: shown(before),
        after: shown(after),
        ...(sensitive && { sensitive: true }),
        ...(inMemory !== undefined &&
          meaningIn(inMemory, name, globals) === meaning && { inForce: true as const }),
        effect: spec === undefined ? 'none' : meaning === undefined ? whatReverts(spec) : whatApplies(spec),
        reasons: ['as it was before'],
        texts: valuesOf(after, name).map((xml) => ({ xml, sensitive })),
        ...(meaning !== undefined && { meaning }),
      },
    ]
  })
}

interface Both {
  readonly before: DiskProfile | undefined
  readonly after: DiskProfile | undefined
  readonly settings: readonly SettingChange[]
  readonly live: Live | undefined
  readonly globals: Globals
}

function changeOf(name: string, { before, after, settings, live, globals }: Both): ProfileChange | undefined {
  const there = live?.profiles.find((each) => each.name === name)
  const runs = live === undefined ? before !== undefined : there !== undefined
  const listened = before && listenAddress(before, globals)
  const about = {
    kind: 'profile' as const,
    profile: name,
    ...(there?.calls !== undefined && { calls: there.calls }),
    ...(listened && { listened }),
  }
  if (after === undefined) {
    return { ...about, action: 'delete', reasons: ['it was not there before'], ...(!runs && { idle: true }) }
  }
  const way = wayTo(before, settings, runs)
  if (way === undefined) return undefined
  const listens = listenAddress(after, globals)
  return { ...about, ...way, ...(listens && { listens }), bindSeconds: bindSeconds(after, globals) }
}

function wayTo(
  before: DiskProfile | undefined,
  settings: readonly SettingChange[],
  runs: boolean,
): Pick<ProfileChange, 'action' | 'reasons'> | undefined {
  if (before === undefined) return { action: runs ? 'restart' : 'create', reasons: ['it was there before'] }
  const restarts = settings.filter(needsRestart).map((each) => each.name)
  if (!runs || restarts.length === 0) return undefined
  return { action: 'restart', reasons: [`only a restart brings ${restarts.join(', ')} back`] }
}
