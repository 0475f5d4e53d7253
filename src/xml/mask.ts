import { judgeLine, SPECIAL } from './line.ts'
import { endOfLine, startOfLine } from './layout.ts'

/**
 * A file as the parser gets it, with everything that the preprocessor drops turned into blanks:
 * offsets stay what they are. Variables are taken to be without markup; what a plan makes of a
 * file is read again with them.
 */
export function maskDropped(text: string): string {
  const next = new RegExp(SPECIAL)
  const pieces: string[] = []
  let copied = 0
  let inComment = false
  for (let at = 0; at < text.length;) {
    next.lastIndex = at
    const found = inComment ? at : (next.exec(text)?.index ?? -1)
    if (found < 0) break
    const start = startOfLine(text, found)
    at = Math.min(endOfLine(text, found) + 1, text.length)
    const line = cutAtNul(text.slice(start, at))
    const fate = judgeLine(line, line, inComment, NO_GLOBALS)
    inComment = fate.inComment
    pieces.push(text.slice(copied, start))
    copied = start
    for (const part of fate.kept) {
      pieces.push(blanks(start + part.start - copied), text.slice(start + part.start, start + part.end))
      copied = start + part.end
    }
    pieces.push(blanks(at - copied))
    copied = at
  }
  pieces.push(text.slice(copied))
  return pieces.join('')
}

const NO_GLOBALS: ReadonlyMap<string, string> = new Map()

function cutAtNul(line: string): string {
  const nul = line.indexOf('\0')
  return nul < 0 ? line : line.slice(0, nul)
}

function blanks(length: number): string {
  return ' '.repeat(length)
}
