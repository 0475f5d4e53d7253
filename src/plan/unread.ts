import type { Diagnostic } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'

/**
 * What is wrong on disk. A file that is there and cannot be read is a warning, but among the profiles that the YAML
 * names an error: what stands in it would be taken for missing, and written a second time beside it.
 */
export function aboutDisk({ diagnostics, unread = [] }: Disk, desired: Desired): readonly Diagnostic[] {
  const named = new Set(desired.profiles.map((each) => each.name))
  const concerns = unread.filter(({ profile }) =>
    profile === undefined ? named.size > 0 : named.has(profile),
  )
  if (concerns.length === 0) return diagnostics
  const errors = new Set(concerns.map((each) => each.diagnostic))
  return diagnostics.map((each) =>
    errors.has(each) ? { ...each, code: 'GW106', severity: 'error', hint: HINT } : each,
  )
}

const HINT =
  'What stands there is not known, and may be what the YAML asks for: run gwctl as a user who may read it.'
