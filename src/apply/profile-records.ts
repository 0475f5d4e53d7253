import fs from 'node:fs'
import path from 'node:path'
import type { DiskProfile } from '../model/disk.ts'
import { PROFILE_SETTINGS, whatApplies } from '../model/profile-settings.ts'
import type { Globals } from '../model/text.ts'
import { isBoundAt, listenAddress } from '../plan/listening.ts'
import type { RecordedSetting } from '../plan/pending-restarts.ts'
import { isSecretSetting, meaningIn } from '../plan/setting-meaning.ts'
import type { HeldSocket } from '../plan/switch-evidence.ts'
import { ensureKey } from './digest-key.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/**
 * `<conf>/.gwctl/profiles.json`: with which settings gwctl started each profile, of those that only a
 * restart brings into force. It tells what is in force as long as that very run of the profile lasts,
 * known by the process of FreeSWITCH and by the socket that it has bound: whoever restarts the profile
 * makes another socket. Without that socket (the switch runs elsewhere) nothing is noted. Of a value
 * that is a secret only its keyed digest is kept.
 */
const RECORD = 'profiles.json'

interface Records {
  readonly formatVersion: '1.0'
  readonly profiles: Readonly<Record<string, ProfileRecord>>
}

interface ProfileRecord {
  readonly coreUuid: string
  /** Of its bound UDP socket. */
  readonly inode: number
  /** By the name of the setting; one that is not there was not set. */
  readonly settings: Readonly<Record<string, RecordedSetting>>
}

/** Profiles that have just been started, and where. */
export interface StartedProfiles {
  readonly profiles: readonly DiskProfile[]
  readonly coreUuid: string
  readonly globals: Globals
  readonly sockets: readonly HeldSocket[]
  /** Whether the value of a setting is a secret, besides the ones whose name says so. */
  readonly isSecret: (profile: string, setting: string) => boolean
}

/** What a setting's digest is made over. */
export function settingDigestName(profile: string, name: string): string {
  return `setting ${profile} ${name}`
}

/** Notes what is in force now. Throws GW106 and GW501. */
export function recordProfiles(root: string, started: StartedProfiles): void {
  const made = started.profiles.flatMap((profile) => {
    const record = recordOf(profile, root, started)
    return record === undefined ? [] : [[profile.name, record] as const]
  })
  if (made.length === 0) return
  const file = path.join(gwctlDirectory(root), RECORD)
  const profiles = { ...readRecords(root), ...Object.fromEntries(made) }
  const text = `${JSON.stringify({ formatVersion: '1.0', profiles } satisfies Records, null, 2)}\n`
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true })
  fs.renameSync(`${file}.new`, file)
}

/** By profile, what was in force when gwctl started its present run; the ones that others have started since are left out. */
export function readProfileRecords(
  root: string,
  coreUuid: string,
  sockets: readonly HeldSocket[],
): ReadonlyMap<string, ReadonlyMap<string, RecordedSetting>> {
  const own = new Set(sockets.filter((each) => each.own).map((each) => each.inode))
  const valid = Object.entries(readRecords(root)).filter(
    ([, record]) => record.coreUuid === coreUuid && own.has(record.inode),
  )
  return new Map(valid.map(([name, { settings }]) => [name, new Map(Object.entries(settings))]))
}

function recordOf(
  profile: DiskProfile,
  root: string,
  { coreUuid, globals, sockets, isSecret }: StartedProfiles,
): ProfileRecord | undefined {
  const address = listenAddress(profile, globals)
  const socket = address && sockets.find((each) => each.own && isBoundAt(each, address))
  if (socket === undefined) return undefined
  const names = PROFILE_SETTINGS.filter((each) => whatApplies(each) === 'restart').map((each) => each.name)
  const settings = names.flatMap((name) => {
    const value = meaningIn(profile, name, globals)
    if (value === undefined) return []
    const secret = isSecretSetting(name) || isSecret(profile.name, name)
    const digest = (): string => ensureKey(root).digest(settingDigestName(profile.name, name), value)
    return [[name, secret ? { digest: digest() } : { value }] as const]
  })
  return { coreUuid, inode: socket.inode, settings: Object.fromEntries(settings) }
}

/** A record that is missing or damaged tells nothing: the same as none. */
function readRecords(root: string): Readonly<Record<string, ProfileRecord>> {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(path.join(root, '.gwctl', RECORD), 'utf8'))
    return isRecords(read) ? read.profiles : {}
  } catch {
    return {}
  }
}

function isRecords(read: unknown): read is Records {
  return isObject(read) && isObject(read['profiles']) && Object.values(read['profiles']).every(isRecord)
}

function isRecord(read: unknown): boolean {
  if (!isObject(read) || !isObject(read['settings'])) return false
  const { coreUuid, inode, settings } = read
  return typeof coreUuid === 'string' && typeof inode === 'number' && Object.values(settings).every(isSetting)
}

function isSetting(read: unknown): boolean {
  return isObject(read) && (typeof read['value'] === 'string' || typeof read['digest'] === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
