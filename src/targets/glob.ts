import fs from 'node:fs'
import path from 'node:path'
import { isUnknown, systemReason } from './system-error.ts'

/**
 * glob(3) as FreeSWITCH uses it for includes: `*`, `?` and `[...]` in any part of the path,
 * never matching a leading dot; sorted by name. A pattern without wildcards matches the file
 * that is there. Paths come back in the form of the pattern (relative stays relative).
 */
export function globPaths(root: string, pattern: string): { paths: string[]; error?: string } {
  const parts = pattern.split('/')
  let found = [parts[0] === '' ? '/' : '']
  let error: string | undefined
  for (const part of parts.filter((each) => each !== '')) {
    const next: string[] = []
    for (const base of found) {
      const step = expandPart(root, base, part)
      next.push(...step.paths)
      error ??= step.error
    }
    found = next
  }
  return { paths: found.sort(compareBytes), ...(error !== undefined && { error }) }
}

function expandPart(root: string, base: string, part: string): { paths: string[]; error?: string } {
  const join = (name: string): string => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`)
  if (!/[*?[]/.test(part)) {
    const there = lookUp(path.resolve(root, join(part)))
    return typeof there === 'string' ? { paths: [], error: there } : { paths: there ? [join(part)] : [] }
  }
  const matches = matcher(part)
  try {
    const names = fs.readdirSync(path.resolve(root, base === '' ? '.' : base))
    return { paths: names.filter(matches).map(join) }
  } catch (error) {
    return { paths: [], ...(isUnknown(error) && { error: systemReason(error) }) }
  }
}

/** Whether a file is there, or why nobody can tell. Also true for a link that points nowhere: FreeSWITCH tries to open that, too. */
function lookUp(file: string): boolean | string {
  try {
    fs.lstatSync(file)
    return true
  } catch (error) {
    return isUnknown(error) ? systemReason(error) : false
  }
}

/** A glob part as a predicate; a `[` without its `]` is an ordinary character. */
function matcher(part: string): (name: string) => boolean {
  const source = part.replace(
    /\[(!?)([^\]]+)\]|[\s\S]/g,
    (token, negated: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${negated === '!' ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`
      if (token === '*') return '[^/]*'
      if (token === '?') return '[^/]'
      return token.replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    },
  )
  const pattern = new RegExp(`^${source}$`, 's')
  return (name) => (part.startsWith('.') || !name.startsWith('.')) && pattern.test(name)
}

/** strcmp order; FreeSWITCH runs under the C locale unless somebody changed that. */
function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
