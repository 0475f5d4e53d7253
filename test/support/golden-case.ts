import fs from 'node:fs'
import path from 'node:path'
import { loadDesired } from '../../src/config/load.ts'
import type { Diagnostic } from '../../src/errors.ts'
import type { Disk, DistributorNode } from '../../src/model/disk.ts'
import type { Live, LiveDistributors, LiveGateway, LiveProfile } from '../../src/model/live.ts'
import type { FileChange, Plan } from '../../src/model/plan.ts'
import { buildPlan, type BuildOptions } from '../../src/plan/build.ts'
import { listenAddress } from '../../src/plan/listening.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { live, running } from './plan-world.ts'

/** A folder under test/cases: what is desired, what stands and what runs. See its README.md. */
export interface GoldenCase {
  readonly plan?: Plan
  readonly diagnostics: readonly Diagnostic[]
  /** Texts that diagnostics point into. */
  readonly sources: ReadonlyMap<string, string>
  readonly disk: Disk
  /** The same desired state planned again over the disk that the plan would leave, without a switch. */
  readonly planAfter: (files: readonly FileChange[]) => Plan
  /** Every value of env.json and every password on disk before, at least four characters long. */
  readonly secrets: readonly string[]
}

interface CaseFile {
  readonly env?: Readonly<Record<string, string>>
  readonly options?: BuildOptions
}

interface LiveFile {
  readonly globals?: Readonly<Record<string, string>>
  readonly profiles?: readonly LiveProfile[]
  /** Lists of mod_distributor with the weights of their nodes; null: the module is not loaded. */
  readonly distributors?: Readonly<Record<string, Readonly<Record<string, number>>>> | null
  /** Settings with which profiles were started, where the disk says something else now. */
  readonly started?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly gateways: readonly {
    readonly path: string
    /** What it was started from, as values. */
    readonly params: Record<string, string>
    /** Fields of its record that do not follow from `params`. */
    readonly record?: Partial<LiveGateway>
  }[]
}

export function loadCase(folder: string): GoldenCase {
  const { env = {}, options = {} } = readJson<CaseFile>(path.join(folder, 'case.json')) ?? {}
  const loaded = loadDesired({ paths: ['desired.yaml'], cwd: folder, env, resolveSecrets: true })
  const { desired } = loaded
  if (desired === undefined) throw new Error(loaded.diagnostics.map((each) => each.message).join('\n'))
  const disk = readDisk(localTarget(desired.conf))
  const { plan, diagnostics } = buildPlan(desired, disk, readLive(folder, disk), options)
  const all = [...loaded.diagnostics, ...diagnostics]
  return {
    ...(plan && { plan: { ...plan, warnings: all } }),
    diagnostics: all,
    sources: new Map([
      ...[...disk.files].map(([name, { text }]) => [name, text] as const),
      ...loaded.sources,
    ]),
    disk,
    planAfter: (files) => {
      const again = buildPlan(desired, readDisk(readFromMemory(textsAfter(disk, files))), undefined, options)
      if (again.plan === undefined) throw new Error(again.diagnostics.map((each) => each.message).join('\n'))
      return again.plan
    },
    secrets: [...Object.values(env), ...passwordsOn(disk)].filter((each) => each.length >= 4),
  }
}

function textsAfter(disk: Disk, files: readonly FileChange[]): Map<string, string> {
  const texts = new Map([...disk.files].map(([name, { text }]) => [name, text]))
  for (const { path: name, after } of files) {
    if (after === null) texts.delete(name)
    else texts.set(name, after)
  }
  return texts
}

/** Records as the switch shows gateways that it started from `params` in the profiles on disk. */
function readLive(folder: string, disk: Disk): Live | undefined {
  const file = readJson<LiveFile>(path.join(folder, 'live.json'))
  if (file === undefined) return undefined
  const contexts = new Map(disk.profiles.map((each) => [each.name, each.settings.get('context')]))
  // The port of the profile, unless it was started with another one.
  const ports = new Map<string, string | number | undefined>(
    disk.profiles.map((each) => [each.name, listenAddress(each, disk.globals)?.port]),
  )
  for (const [profile, { 'sip-port': port }] of Object.entries(file.started ?? {}))
    if (port !== undefined) ports.set(profile, port)
  const gateways = file.gateways.map(({ path: name, params, record }) => {
    const context = params['context'] ?? contexts.get(name.split('/')[0] ?? '')
    const shown = running(name, params, { ...(context !== undefined && { context }), ...record })
    return { ...shown, contact: shown.contact.replace(':5080', `:${ports.get(shown.profile) ?? 5080}`) }
  })
  return live(gateways, {
    ...(file.profiles && { profiles: file.profiles }),
    globals: new Map(Object.entries(file.globals ?? {})),
    ...(file.distributors !== undefined && { distributors: readLists(file.distributors) }),
  })
}

function readLists(lists: LiveFile['distributors']): LiveDistributors {
  const nodes = (weights: Readonly<Record<string, number>>): DistributorNode[] =>
    Object.entries(weights).map(([name, weight]) => ({ name, weight }))
  return {
    loaded: lists !== null,
    lists: new Map(Object.entries(lists ?? {}).map(([name, weights]) => [name, nodes(weights)])),
  }
}

function passwordsOn(disk: Disk): string[] {
  const plain = [...disk.files.values()].flatMap(({ text }) => [
    ...text.matchAll(/name\s*=\s*["']password["']\s+value\s*=\s*(["'])(.*?)\1/g),
  ])
  return plain.map(([, , value]) => value ?? '').filter((value) => !value.startsWith('$${'))
}

function readJson<Content>(file: string): Content | undefined {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Content) : undefined
}
