import type { DiskProfile } from '../model/disk.ts'
import { PROFILE_SETTINGS, settingSpec, whatApplies } from '../model/profile-settings.ts'
import type { Globals } from '../model/text.ts'
import { isBoundAt, listenAddress, type BoundAt } from './listening.ts'
import { isSecretSetting, meaningIn, valuesOf } from './setting-meaning.ts'

/**
 * Settings that stand on disk and are not what the running profile was started with: they wait for
 * a restart. FreeSWITCH shows none of them; after a rescan it even shows what it has only read
 * (measured: the new port, while the socket is bound to the old one). So it is judged by evidence, the
 * best first:
 *
 * 1. What gwctl noted when it started this very run of the profile says of each setting what is in force.
 * 2. What FreeSWITCH has loaded differs from the disk: whatever it was started with, it was not this.
 * 3. Where the switch runs on this machine: it has, or has not, bound the port and address on disk.
 * 4. The port in the Contacts of the profile's gateways is that of its start: FreeSWITCH sets it once
 *    (sofia.c:5141, 1.10.12), unless `ext-sip-port` is configured.
 *
 * Where none of these tells, a setting that stands on disk is unverified: never called in sync.
 */
export interface PendingRestarts {
  readonly certain: readonly PendingRestart[]
  /** Names of settings of which nobody knows whether they are in force. */
  readonly unverified: readonly string[]
}

/** One of them. */
export interface PendingRestart {
  /** As the table of settings spells it. */
  readonly name: string
  /** As written on disk; null: not there. */
  readonly onDisk: string | null
  /** What is in force, as far as the evidence tells; null: not set. */
  readonly inForce?: string | null
  /** Neither of the two is to be shown. */
  readonly sensitive?: true
  /** What tells it. */
  readonly evidence: 'record' | 'loaded' | 'socket' | 'contact'
}

/** What is known of a profile that runs; each part is absent where nobody knows. */
export interface Evidence {
  readonly globals: Globals
  /** By setting, what was in force at the start of this very run; a name that is not there was not set. */
  readonly record?: ReadonlyMap<string, RecordedSetting>
  /** The digest of a setting's value under the key of the record. */
  readonly digest?: (name: string, value: string) => string
  /** The profile as FreeSWITCH has it in memory. */
  readonly loaded?: DiskProfile
  /** UDP sockets of FreeSWITCH. */
  readonly bound?: readonly BoundAt[]
  /** Ports in the Contacts of its gateways. */
  readonly contactPorts?: readonly number[]
}

/** A value as it was in force, or its digest where it must not be kept. */
export type RecordedSetting = { readonly value: string } | { readonly digest: string }

export function pendingRestarts(profile: DiskProfile, evidence: Evidence): PendingRestarts {
  const names = PROFILE_SETTINGS.filter((each) => whatApplies(each) === 'restart').map((each) => each.name)
  const judged = names.map((name) => ({ name, verdict: judge(name, profile, evidence) }))
  return {
    certain: judged.flatMap(({ verdict }) => (typeof verdict === 'object' ? [verdict] : [])),
    unverified: judged.filter(({ verdict }) => verdict === 'unverified').map(({ name }) => name),
  }
}

type Verdict = PendingRestart | 'in-force' | 'unverified'

function judge(name: string, profile: DiskProfile, evidence: Evidence): Verdict {
  const standing = inEffect(name, meaningIn(profile, name, evidence.globals))
  return (
    byRecord(name, standing, profile, evidence) ??
    byLoaded(name, standing, profile, evidence) ??
    bySocket(name, profile, evidence) ??
    byContact(name, profile, evidence) ??
    (meaningIn(profile, name, evidence.globals) === undefined ? 'in-force' : 'unverified')
  )
}

/** One that is not written has its default, where it always has the same. */
function inEffect(name: string, meaning: string | undefined): string | undefined {
  const spec = settingSpec(name)
  return meaning ?? (spec?.several === undefined ? spec?.default : undefined)
}

function byRecord(
  name: string,
  standing: string | undefined,
  profile: DiskProfile,
  { record, digest }: Evidence,
): Verdict | undefined {
  if (record === undefined) return undefined
  const recorded = record.get(name)
  if (recorded === undefined)
    return standing === inEffect(name, undefined) ? 'in-force' : pending(name, profile, 'record', null)
  if ('value' in recorded)
    return recorded.value === standing ? 'in-force' : pending(name, profile, 'record', recorded.value)
  if (digest === undefined) return undefined
  const same = standing !== undefined && digest(name, standing) === recorded.digest
  return same ? 'in-force' : { ...pending(name, profile, 'record'), onDisk: null, sensitive: true }
}

function byLoaded(
  name: string,
  standing: string | undefined,
  profile: DiskProfile,
  { loaded, globals }: Evidence,
): Verdict | undefined {
  if (loaded === undefined || inEffect(name, meaningIn(loaded, name, globals)) === standing) return undefined
  return pending(name, profile, 'loaded', valuesOf(loaded, name).at(-1) ?? null)
}

/** Of the two settings that make the socket; with the socket there, both are in force. */
function bySocket(name: string, profile: DiskProfile, { bound, globals }: Evidence): Verdict | undefined {
  const address = listenAddress(profile, globals)
  if (bound === undefined || address === undefined || !SOCKET_SETTINGS.has(name)) return undefined
  if (bound.some((each) => isBoundAt(each, address))) return 'in-force'
  const isPort = !bound.some((each) => each.port === address.port)
  return isPort === (name === 'sip-port') ? pending(name, profile, 'socket') : undefined
}

const SOCKET_SETTINGS: ReadonlySet<string> = new Set(['sip-port', 'sip-ip'])

function byContact(
  name: string,
  profile: DiskProfile,
  { contactPorts, loaded, globals }: Evidence,
): Verdict | undefined {
  const address = listenAddress(profile, globals)
  const [first] = contactPorts ?? []
  const given = [profile, loaded].some(
    (each) => each !== undefined && EXTERNAL.some((ext) => valuesOf(each, ext).length > 0),
  )
  if (name !== 'sip-port' || address === undefined || first === undefined || given) return undefined
  if (contactPorts?.every((each) => each === address.port) === true) return 'in-force'
  return pending(name, profile, 'contact', String(first))
}

/** Either of them puts another port or address into Contacts. */
const EXTERNAL = ['ext-sip-port', 'ext-sip-ip'] as const

function pending(
  name: string,
  profile: DiskProfile,
  evidence: PendingRestart['evidence'],
  inForce?: string | null,
): PendingRestart {
  const onDisk = valuesOf(profile, name).join(', ')
  const written = valuesOf(profile, name).length === 0 ? null : onDisk
  if (isSecretSetting(name)) return { name, onDisk: null, sensitive: true, evidence }
  return { name, onDisk: written, evidence, ...(inForce !== undefined && { inForce }) }
}
