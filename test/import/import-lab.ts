import { importFrom } from '../../src/cli/import.ts'
import { readConfiguration } from '../../src/cli/inputs.ts'
import { loadDesired } from '../../src/config/load.ts'
import type { Imported } from '../../src/import/import-disk.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { FileChange, Plan } from '../../src/model/plan.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'

export function importDirectory(conf: string, secrets: 'inline' | 'env'): { imported: Imported; disk: Disk } {
  const configuration = readConfiguration(conf)
  return { imported: importFrom(configuration, { head: ['head'], conf, secrets }), disk: configuration.disk }
}

/** What the YAML says to the loader; fails with its errors. */
export function desiredOf(yaml: string, env: ReadonlyMap<string, string>): Desired {
  const loaded = loadDesired({
    paths: ['-'],
    cwd: '/',
    env: Object.fromEntries(env),
    stdin: yaml,
    resolveSecrets: true,
  })
  if (loaded.desired === undefined)
    throw new Error([...loaded.diagnostics.map((each) => each.message), yaml].join('\n'))
  return loaded.desired
}

/** An offline plan; what the configuration has against itself (a name in two profiles) is left aside. */
export function planOf(desired: Desired, disk: Disk): Plan {
  const { plan, diagnostics } = buildPlan(desired, { ...disk, diagnostics: [] }, undefined)
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

/** The configuration directory after these file changes. */
export function diskAfter(disk: Disk, changes: readonly FileChange[]): Disk {
  const files = new Map([...disk.files].map(([path, { text }]) => [path, text]))
  for (const { path, after } of changes) {
    if (after === null) files.delete(path)
    else files.set(path, after)
  }
  return readDisk(readFromMemory(files, [...disk.files.keys()]))
}

/** What differs between two texts: where it begins, and both sides of it. */
export function difference(before: string, after: string): { at: number; before: string; after: string } {
  const most = Math.min(before.length, after.length)
  let at = 0
  while (at < most && before[at] === after[at]) at++
  let same = 0
  while (same < most - at && before.at(-1 - same) === after.at(-1 - same)) same++
  return { at, before: before.slice(at, before.length - same), after: after.slice(at, after.length - same) }
}
