import { isOpaque } from '../model/text.ts'
import type { Expanded } from './expand.ts'
import type { Element } from './scan.ts'

/** Where an element of the expanded document stands in its file, from `<` to `>`. */
export function siteOf(
  expanded: Expanded,
  element: Element,
): { readonly file: string; readonly start: number; readonly end: number } {
  const { file, offset } = expanded.map.locate(element.start)
  return { file, start: offset, end: expanded.map.locate(element.end - 1).offset + 1 }
}

/** Why an element of this name cannot be edited in its file; `undefined` when it can. */
export function whyUneditable(expanded: Expanded, element: Element, name: string): string | undefined {
  if (isOpaque(name)) return 'its name depends on a variable that only the running switch knows'
  const { file } = expanded.map.locate(element.start)
  const broken = expanded.map.describeBreak(element.start, element.end)
  if (broken?.kind === 'spread') return `a part of it comes from ${broken.file}`
  if (broken?.kind === 'changed') return 'a variable in it carries markup'
  if (Number(expanded.uses.get(file)) > 1) return `${file} is included more than once`
  return undefined
}
