import fs from 'node:fs'
import path from 'node:path'
import { gatewayPath, type GatewayDefinition } from '../model/gateway.ts'
import type { Meaning } from '../model/meaning.ts'
import type { Plan } from '../model/plan.ts'
import { touchedChanges } from '../plan/carried.ts'
import type { StartedGateways } from '../plan/switch-evidence.ts'
import { meaningUnder, unshownNames } from '../plan/unshown.ts'
import { ensureKey, type Keyed } from './digest-key.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/**
 * `<conf>/.gwctl/gateways.json`: what gwctl has proven to run, by the process of FreeSWITCH. The switch
 * shows neither passwords nor some ten other parameters of a gateway, so that only this tells later
 * whether they still are what was applied. Keyed digests only: no value is in it.
 */
const NOTES = 'gateways.json'

interface Notes {
  readonly formatVersion: '1.0'
  readonly coreUuid: string
  /** By `PROFILE/GATEWAY`. */
  readonly gateways: Readonly<Record<string, Note>>
}

interface Note {
  /** Of all that it means. */
  readonly meaning: string
  /** Of each thing written that no status shows, by name: they tell which of them has changed. */
  readonly unshown: Readonly<Record<string, string>>
}

/**
 * Notes what an apply has proven. Where that cannot be done, later comparisons know less; what was
 * done is done.
 */
export function noteGateways(root: string, plan: Plan): void {
  const touched = touchedChanges(plan).filter(({ runtime }) => runtime.kill || runtime.start)
  if (touched.length === 0 || plan.coreUuid === undefined) return
  try {
    const key = ensureKey(root)
    const gateways = new Map(Object.entries(readNotes(root, plan.coreUuid)))
    for (const { profile, gateway, after, runtime } of touched) {
      const name = gatewayPath(profile, gateway)
      if (runtime.start && runtime.meaning !== undefined)
        gateways.set(name, noteOf(name, after, runtime.meaning, key))
      else gateways.delete(name)
    }
    write(root, { formatVersion: '1.0', coreUuid: plan.coreUuid, gateways: Object.fromEntries(gateways) })
  } catch {
    // Only notes.
  }
}

/** Forgets everything: a put-back has started gateways of which nobody noted how. */
export function forgetGateways(root: string): void {
  fs.rmSync(path.join(root, '.gwctl', NOTES), { force: true })
}

/** Looks up what was noted of the process that runs now; read when it is asked for the first time. */
export function startedGateways(root: string, coreUuid: string, key: Keyed | undefined): StartedGateways {
  if (key === undefined) return { applied: () => undefined, changedSince: () => [] }
  let read: Notes['gateways'] | undefined
  const noteFor = (gateway: string): Note | undefined => (read ??= readNotes(root, coreUuid))[gateway]
  return {
    applied: (gateway, meaning) => {
      const note = noteFor(gateway)
      return note && note.meaning === digestOf(gateway, meaning, key)
    },
    changedSince: (gateway, meaning) =>
      Object.entries(noteFor(gateway)?.unshown ?? {})
        .filter(([name, noted]) => noted !== digestUnder(name, gateway, meaning, key))
        .map(([name]) => name),
  }
}

function noteOf(gateway: string, written: GatewayDefinition | undefined, meaning: Meaning, key: Keyed): Note {
  const names = written === undefined ? [] : unshownNames(written)
  const unshown = names.map((name) => [name, digestUnder(name, gateway, meaning, key)] as const)
  return { meaning: digestOf(gateway, meaning, key), unshown: Object.fromEntries(unshown) }
}

function digestOf(gateway: string, { params, variables, subscriptions }: Meaning, key: Keyed): string {
  const sorted = [...params].sort(([a], [b]) => (a < b ? -1 : 1))
  return key.digest(`gateway ${gateway}`, JSON.stringify([sorted, variables, subscriptions]))
}

function digestUnder(name: string, gateway: string, meaning: Meaning, key: Keyed): string {
  return key.digest(`gateway ${gateway} ${name}`, meaningUnder(meaning, name))
}

function write(root: string, notes: Notes): void {
  const file = path.join(gwctlDirectory(root), NOTES)
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(notes)}\n`, { mode: 0o600, flush: true })
  fs.renameSync(`${file}.new`, file)
}

/** Notes of another process, missing or damaged ones tell nothing. */
function readNotes(root: string, coreUuid: string): Notes['gateways'] {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(path.join(root, '.gwctl', NOTES), 'utf8'))
    return isNotes(read) && read.coreUuid === coreUuid ? read.gateways : {}
  } catch {
    return {}
  }
}

function isNotes(read: unknown): read is Notes {
  return (
    isObject(read) &&
    'coreUuid' in read &&
    isObject(read['gateways']) &&
    Object.values(read['gateways']).every(isNote)
  )
}

function isNote(read: unknown): boolean {
  if (!isObject(read) || typeof read['meaning'] !== 'string' || !isObject(read['unshown'])) return false
  return Object.values(read['unshown']).every((each) => typeof each === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
