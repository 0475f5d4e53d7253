import type { ConfReader } from '../model/disk.ts'
import { compileGlob } from './glob.ts'

/**
 * A configuration directory that is only in memory: a git revision, a test, or what a plan would
 * leave behind. Globs yield paths in byte order, or in the order of `order` where that names them.
 *
 * @param files  bytes as latin1, by path relative to the configuration directory
 */
export function readFromMemory(
  files: ReadonlyMap<string, string>,
  order: readonly string[] = [],
): ConfReader {
  const rank = new Map(order.map((path, index) => [path, index]))
  const rankOf = (path: string): number => rank.get(path) ?? order.length
  const byDirectory = groupByDirectory([...files.keys()].sort())
  for (const paths of byDirectory.values()) paths.sort((a, b) => rankOf(a) - rankOf(b))
  return {
    read: (path) => {
      const text = files.get(path)
      return text === undefined ? { error: 'No such file or directory' } : { text }
    },
    glob: (pattern) => {
      const [inside, matches] = [compileGlob(parentOf(pattern)), compileGlob(pattern)]
      return {
        paths: [...byDirectory].flatMap(([directory, paths]) =>
          inside(directory) ? paths.filter(matches) : [],
        ),
      }
    },
  }
}

function groupByDirectory(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const group = groups.get(parentOf(path))
    if (group === undefined) groups.set(parentOf(path), [path])
    else group.push(path)
  }
  return groups
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
