import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '../../src/model/plan.ts'

/** The files as the plan will leave them. */
export function afterwards(before: Readonly<Record<string, string>>, plan: Plan): Record<string, string> {
  const files = new Map(Object.entries(before))
  for (const { path, after } of plan.files) {
    if (after === null) files.delete(path)
    else files.set(path, after)
  }
  return Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether every file is there in both, byte by byte. */
export function sameFiles(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The bytes of every file, gwctl's own state left out; what a crash left beside them is among them. */
export function readFiles(conf: string): Record<string, string> {
  const names = readdirSync(conf, { recursive: true, encoding: 'utf8' }).sort((a, b) => (a < b ? -1 : 1))
  const files = names.filter((each) => !each.startsWith('.gwctl') && statSync(join(conf, each)).isFile())
  return Object.fromEntries(files.map((each) => [each, readFileSync(join(conf, each), 'latin1')]))
}
