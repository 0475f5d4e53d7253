import fs from 'node:fs'
import path from 'node:path'
import { gatewayPath } from '../model/gateway.ts'
import type { Meaning } from '../model/meaning.ts'
import type { Plan } from '../model/plan.ts'
import { touchedChanges } from '../plan/carried.ts'
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
  readonly gateways: Readonly<Record<string, string>>
}

/** Whether a gateway with this meaning is what was applied last; undefined where nothing is noted of it. */
export type AppliedMeaning = (gateway: string, meaning: Meaning) => boolean | undefined

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
    for (const { profile, gateway, runtime } of touched) {
      const name = gatewayPath(profile, gateway)
      if (runtime.start && runtime.meaning !== undefined)
        gateways.set(name, digestOf(name, runtime.meaning, key))
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

/** Looks up what was noted of the process that runs now. */
export function appliedMeanings(root: string, coreUuid: string, key: Keyed | undefined): AppliedMeaning {
  const notes = key === undefined ? {} : readNotes(root, coreUuid)
  return (gateway, meaning) => {
    const noted = notes[gateway]
    return noted === undefined || key === undefined ? undefined : noted === digestOf(gateway, meaning, key)
  }
}

function digestOf(gateway: string, { params, variables, subscriptions }: Meaning, key: Keyed): string {
  const sorted = [...params].sort(([a], [b]) => (a < b ? -1 : 1))
  return key.digest(`gateway ${gateway}`, JSON.stringify([sorted, variables, subscriptions]))
}

function write(root: string, notes: Notes): void {
  const file = path.join(gwctlDirectory(root), NOTES)
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(notes)}\n`, { mode: 0o600, flush: true })
  fs.renameSync(`${file}.new`, file)
}

/** Notes of another process, missing or damaged ones tell nothing. */
function readNotes(root: string, coreUuid: string): Readonly<Record<string, string>> {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(path.join(root, '.gwctl', NOTES), 'utf8'))
    return isNotes(read) && read.coreUuid === coreUuid ? read.gateways : {}
  } catch {
    return {}
  }
}

function isNotes(read: unknown): read is Notes {
  if (typeof read !== 'object' || read === null || !('coreUuid' in read) || !('gateways' in read))
    return false
  const { gateways } = read
  return typeof gateways === 'object' && gateways !== null && Object.values(gateways).every(isText)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
