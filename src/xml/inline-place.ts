import type { DiskProfile } from '../model/disk.ts'
import type { Expanded } from './expand.ts'
import { childIndent, indentAt } from './layout.ts'
import { childrenOf, type Element } from './scan.ts'

/**
 * Where a gateway may be written into a list: before the line of its end tag. Absent when the list
 * has no end tag on a line of its own, or when that stands in a line that a variable has changed.
 */
export function findInlinePlace(expanded: Expanded, list: Element): DiskProfile['inlineAt'] {
  if (list.selfClosing || expanded.map.describeBreak(list.close, list.end) !== undefined) return undefined
  const { file, offset } = expanded.map.locate(list.close)
  const text = expanded.files.get(file)?.text
  if (text === undefined || Number(expanded.uses.get(file)) > 1) return undefined
  const own = indentAt(text, offset)
  if (own === undefined) return undefined
  return {
    file,
    offset: offset - own.length,
    indent: siblingIndent(expanded, list, file, text) ?? childIndent(own),
  }
}

/** The indentation of the last gateway that stands in the same file on a line of its own. */
function siblingIndent(expanded: Expanded, list: Element, file: string, text: string): string | undefined {
  const origins = childrenOf(list, 'gateway').map((each) => expanded.map.locate(each.start))
  const last = origins.filter((origin) => origin.file === file).at(-1)
  return last === undefined ? undefined : indentAt(text, last.offset)
}
