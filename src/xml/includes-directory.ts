import { isInComment } from './comments.ts'
import type { Expanded, Include } from './expand.ts'
import { matchesGlob } from './glob.ts'
import { directoryOf } from './paths.ts'
import { childrenOf, type Element } from './scan.ts'

/** Two names that have nothing in common but that anything could have them. */
const PROBES = ['a', '0-Z_9.q']

/** Whether the list itself, not a comment or an element in it, includes every file that gwctl could write into a directory. */
export function includesDirectory(
  expanded: Expanded,
  comments: readonly number[],
  list: Element,
  directory: string,
): boolean {
  return findInclude(expanded, comments, list, directory) !== undefined
}

/** The include that does so. */
export function findInclude(
  expanded: Expanded,
  comments: readonly number[],
  list: Element,
  directory: string,
): Include | undefined {
  return expanded.includes.find(
    (include) =>
      isDirectlyIn(list, include.at) &&
      !isInComment(comments, include.at) &&
      PROBES.every((probe) => matchesGlob(relativePattern(include), `${directory}/${probe}.xml`)),
  )
}

/** An absolute pattern seen from the configuration directory, where what it matched shows that it is inside. */
function relativePattern({ pattern, paths }: Include): string {
  const [path] = paths
  if (!pattern.startsWith('/') || path === undefined || path.startsWith('/')) return pattern
  return `${directoryOf(path)}${pattern.slice(pattern.lastIndexOf('/'))}`
}

function isDirectlyIn(list: Element, at: number): boolean {
  if (at < list.open || at > list.close) return false
  return !childrenOf(list).some((child) => child.start < at && at < child.end)
}
