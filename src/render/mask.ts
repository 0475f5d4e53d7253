import type { FileChange, Range } from '../model/plan.ts'

/** What stands in the place of a value that must not be seen. */
export const MASK = '********'

/**
 * Both texts of a file change as people read them (UTF-8 decoded), every sensitive value replaced
 * by a token: by its place, never by looking for its characters elsewhere. Equal values have equal
 * tokens, so that a diff shows a rotated password as a changed line. `maskTokens` turns tokens
 * into the mask.
 */
export function hideValues(change: FileChange): { readonly before: string; readonly after: string } {
  const numbers = new Map<string, number>()
  const token = (value: string): string => {
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    return `${EDGE}${number}${EDGE}`
  }
  return {
    before: replaceRanges(change.before ?? '', change.sensitiveBefore, token),
    after: replaceRanges(change.after ?? '', change.sensitiveAfter, token),
  }
}

/**
 * A unified diff of texts from `hideValues`, with the mask for every token. Where removed and
 * added lines stand together, a value that only one side has is marked as old or new: without
 * that, two lines of a rotated password would look the same.
 */
export function maskTokens(patch: string): string {
  return patch.replace(CHANGED_LINES, markRotated).replace(TOKEN, MASK)
}

/** No decoded text holds a lone surrogate, so that nothing in a file can pass for a token. */
const EDGE = '\ud800'
const TOKEN = new RegExp(`${EDGE}\\d+${EDGE}`, 'g')
/** Lines one after the other that start with `-`, `+` or the `\` of a missing line end. */
const CHANGED_LINES = /(?:^[-+\\][^\n]*\n?)+/gm

function markRotated(block: string): string {
  const removed = tokensOf(block, '-')
  const added = tokensOf(block, '+')
  if (removed.size === 0 || added.size === 0) return block
  return block.replace(/^[-+][^\n]*/gm, (line) => {
    const [others, mark] = line.startsWith('-') ? [added, 'old'] : [removed, 'new']
    return line.replace(TOKEN, (token) => (others.has(token) ? MASK : `${MASK} (${mark})`))
  })
}

function tokensOf(block: string, sign: '-' | '+'): ReadonlySet<string> {
  const lines = block.split('\n').filter((line) => line.startsWith(sign))
  return new Set(lines.flatMap((line) => [...line.matchAll(TOKEN)].map(([token]) => token)))
}

function replaceRanges(bytes: string, ranges: readonly Range[], replace: (value: string) => string): string {
  const sorted = [...ranges].sort((a, b) => a.start - b.start)
  let text = ''
  let at = 0
  for (const { start, end } of sorted) {
    // Of ranges that overlap, the later one hides only what is left of it.
    const from = Math.max(start, at)
    if (from >= end) continue
    text += decodeBytes(bytes.slice(at, from)) + replace(bytes.slice(from, end))
    at = end
  }
  return text + decodeBytes(bytes.slice(at))
}

const NOT_ASCII = /[^\0-\x7f]/

/** File texts keep one character a byte; people read UTF-8. A byte order mark stays what it is. */
function decodeBytes(latin1: string): string {
  // Most files: a decoder for each piece of thousands of them is a tenth of a plan's time.
  if (!NOT_ASCII.test(latin1)) return latin1
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(latin1, (char) => char.charCodeAt(0)),
  )
}
