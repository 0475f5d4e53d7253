import type { DiskGateway } from '../model/disk.ts'
import { isOpaque } from '../model/text.ts'
import type { Expanded } from './expand.ts'
import type { Element } from './scan.ts'

/** Where an element stands in its file. */
export function siteOf(expanded: Expanded, element: Element): DiskGateway['site'] {
  const { file, offset } = expanded.map.locate(element.start)
  return { file, start: offset, end: expanded.map.locate(element.end - 1).offset + 1 }
}

/** Why an element cannot be edited where it stands; `undefined` when it can. */
export function whyUneditable(expanded: Expanded, element: Element): string | undefined {
  const { file } = expanded.map.locate(element.start)
  const broken = expanded.map.describeBreak(element.start, element.end)
  if (broken?.kind === 'spread') return `a part of it comes from ${broken.file}`
  if (broken?.kind === 'changed') return 'a variable in it carries markup'
  return whyShared(expanded, file)
}

/** The same for one that is known by its name. */
export function whyNamedUneditable(expanded: Expanded, element: Element, name: string): string | undefined {
  if (isOpaque(name)) return 'its name depends on a variable that only the running switch knows'
  return whyUneditable(expanded, element)
}

/** Why nothing in a file can be edited for one reader of it alone. */
export function whyShared(expanded: Expanded, file: string): string | undefined {
  return Number(expanded.uses.get(file)) > 1 ? `${file} is included more than once` : undefined
}
