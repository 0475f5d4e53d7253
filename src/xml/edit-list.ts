import type { Edit } from './edit.ts'
import { endOfLine, indentAt, pastLineEnd } from './layout.ts'
import { join, type Markup } from './markup.ts'

/** Where an element stands, from `<` to `>`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** An item of a list as it shall stand: an element that stays, or new markup. */
export type Item =
  { readonly kind: 'keep'; readonly element: Span } | { readonly kind: 'add'; readonly markup: Markup }

/**
 * The edits that turn `current` (not empty) into `desired`. Elements that stay keep their bytes;
 * their order in `desired` is that in `current`. New ones take the layout of their neighbour.
 *
 * @param text  the file
 */
export function editList(text: string, current: readonly Span[], desired: readonly Item[]): Edit[] {
  const kept = new Set(desired.flatMap((item) => (item.kind === 'keep' ? [item.element] : [])))
  const gone = current.filter((element) => !kept.has(element))
  const [first] = gone
  const added = addedIn(desired)
  if (kept.size === 0 && first !== undefined && added.length > 0)
    return [replaceElement(text, first, added), ...gone.slice(1).map((each) => removeElement(text, each))]
  return [...gone.map((each) => removeElement(text, each)), ...insertions(text, desired)]
}

/** Takes an element away, with its line when nothing else is on it. */
export function removeElement(text: string, { start, end }: Span): Edit {
  const indent = indentAt(text, start)
  const lineEnd = endOfLine(text, end)
  if (indent === undefined || text.slice(end, lineEnd).trim() !== '')
    return { offset: start, length: end - start, content: '' }
  const offset = start - indent.length
  return { offset, length: pastLineEnd(text, lineEnd) - offset, content: '' }
}

/** What stands between two siblings like this one: a line end and its indentation, or what is before it on its line. */
function separatorBefore(text: string, at: number): string {
  const indent = indentAt(text, at)
  if (indent === undefined) return text.slice(Math.max(0, at - 40), at).replace(/^[^]*[^ \t]/, '')
  return lineEndNear(text, at) + indent
}

/** The line end closest before `at`, else the first one after it. */
export function lineEndNear(text: string, at: number): string {
  const before = /(\r\n|\r|\n)[ \t]*$/.exec(text.slice(Math.max(0, at - 1000), at))?.[1]
  const end = endOfLine(text, at)
  return before ?? (end < text.length ? text.slice(end, pastLineEnd(text, end)) : '\n')
}

function insertions(text: string, desired: readonly Item[]): Edit[] {
  const edits: Edit[] = []
  let before: Span | undefined
  let run: Markup[] = []
  for (const item of desired) {
    if (item.kind === 'add') run.push(item.markup)
    else {
      if (run.length > 0)
        edits.push(
          before === undefined ? insertBefore(text, item.element, run) : insertAfter(text, before, run),
        )
      before = item.element
      run = []
    }
  }
  if (run.length > 0 && before !== undefined) edits.push(insertAfter(text, before, run))
  return edits
}

function insertBefore(text: string, next: Span, added: readonly Markup[]): Edit {
  const separator = separatorBefore(text, next.start)
  const { text: content, sensitive } = join(added, separator)
  return { offset: next.start, length: 0, content: content + separator, sensitive }
}

/** Behind a comment that ends the element's line: it says something about the element. */
function insertAfter(text: string, previous: Span, added: readonly Markup[]): Edit {
  const separator = separatorBefore(text, previous.start)
  const lineEnd = endOfLine(text, previous.end)
  const rest = text.slice(previous.end, lineEnd)
  const ownLine = indentAt(text, previous.start) !== undefined
  const offset =
    ownLine && /^(?:\s|<!--(?:(?!--)[^])*-->)*$/.test(rest)
      ? previous.end + rest.trimEnd().length
      : previous.end
  const { text: content, sensitive } = join(added, separator)
  return {
    offset,
    length: 0,
    content: separator + content,
    sensitive: sensitive.map(({ start, end }) => ({
      start: start + separator.length,
      end: end + separator.length,
    })),
  }
}

function replaceElement(text: string, gone: Span, added: readonly Markup[]): Edit {
  const { text: content, sensitive } = join(added, separatorBefore(text, gone.start))
  return { offset: gone.start, length: gone.end - gone.start, content, sensitive }
}

function addedIn(desired: readonly Item[]): readonly Markup[] {
  return desired.flatMap((item) => (item.kind === 'add' ? [item.markup] : []))
}
