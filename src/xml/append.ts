import type { Edit } from './edit.ts'
import { lineEndNear } from './edit-list.ts'
import { childIndent, indentAt, startOfLine } from './layout.ts'
import { concat, plain, type Layout, type Markup } from './markup.ts'
import { childrenOf, type Element } from './scan.ts'

/** Adds children at the end of an element, each on a line of its own where the element has lines; `<a/>` is opened for them. */
export function appendTo(text: string, parent: Element, children: readonly Markup[]): Edit {
  const { indent, lineEnd } = innerLayout(text, parent)
  const outer = lineIndent(text, parent.start)
  const lines = children.flatMap((child) => [plain(lineEnd + indent), child])
  if (parent.selfClosing) {
    const slash = text.slice(0, parent.open - 2).trimEnd().length
    return insertion(slash, parent.open - slash, [
      plain('>'),
      ...lines,
      plain(`${lineEnd}${outer}</${parent.name}>`),
    ])
  }
  const own = indentAt(text, parent.close)
  if (own === undefined) return insertion(parent.close, 0, children)
  return insertion(
    parent.close - own.length,
    0,
    children.flatMap((child) => [plain(indent), child, plain(lineEnd)]),
  )
}

/** How the children of an element are laid out: as the first one on a line of its own, else one level deeper than the element. */
export function innerLayout(text: string, parent: Element): Layout {
  const indents = childrenOf(parent).map((child) => indentAt(text, child.start))
  const indent = indents.find((each) => each !== undefined) ?? childIndent(lineIndent(text, parent.start))
  return { indent, lineEnd: lineEndNear(text, parent.start) }
}

function insertion(offset: number, length: number, pieces: readonly Markup[]): Edit {
  const { text, sensitive } = concat(pieces)
  return { offset, length, content: text, sensitive }
}

/** The white space at the beginning of the line on which `at` stands. */
function lineIndent(text: string, at: number): string {
  return text.slice(startOfLine(text, at), at).replace(/[^ \t][^]*$/, '')
}
