import { expandReferences, type Globals } from '../model/text.ts'
import { parseCommentDirective, parseTagDirective, type Directive } from './directive.ts'

/** What the preprocessor does with one line (switch_xml.c:1424-1645, 1.10.12). */
export interface LineFate {
  /** The parts of the line that reach the parser, in order. */
  readonly kept: readonly Part[]
  readonly directive?: Directive
  /** Whether a `<!--#` comment is open after the line. */
  readonly inComment: boolean
  readonly why: 'plain' | 'wrapper' | 'comment' | 'tag' | 'mention'
}

/** From `start` to `end` of a line. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** What can make a line more than plain text; lines without a match are copied as they are. */
export const SPECIAL = /\$\$\{|<(?:\/?include>|\?|!--#)|x-pre-process|\0/gi

/**
 * Decides about one line, its end included.
 *
 * @param line       what the line says; references may stand in it
 * @param seen       the beginning of the line in which wrappers are looked for: FreeSWITCH cuts
 *                   its buffer at the end of the first reference
 * @param inComment  whether a `<!--#` comment is open before it
 */
export function judgeLine(line: string, seen: string, inComment: boolean, globals: Globals): LineFate {
  if (WRAPPER.test(seen)) return { kept: [], inComment, why: 'wrapper' }
  // Behind a comment that ends on this line the same cut buffer goes on.
  const text = inComment ? seen : line
  const start = inComment ? endOfComment(text) : 0
  if (start < 0) return { kept: [], inComment: true, why: 'comment' }
  const rest = start === 0 ? text : text.slice(start)
  const tag = rest.search(TAG)
  if (tag >= 0) return judgeTag(rest, tag, globals)
  const comment = rest.indexOf(COMMENT)
  if (comment >= 0) return judgeComment(rest, start, comment, globals)
  return { kept: [{ start, end: text.length }], inComment: false, why: start === 0 ? 'plain' : 'comment' }
}

const WRAPPER = /<\/?include>|<\?/
const TAG = /x-pre-process/i
const COMMENT = '<!--#'

function endOfComment(line: string): number {
  const end = line.indexOf('-->')
  return end < 0 ? -1 : end + 3
}

/** The whole line goes, whatever else stands on it. */
function judgeTag(line: string, at: number, globals: Globals): LineFate {
  if (line[at - 1] !== '<') return { kept: [], inComment: false, why: 'mention' }
  const directive = parseTagDirective(expandReferences(line.slice(at), globals))
  return { kept: [], directive, inComment: false, why: 'tag' }
}

function judgeComment(rest: string, offset: number, at: number, globals: Globals): LineFate {
  const close = rest.indexOf('-->', at)
  const text = rest.slice(at + COMMENT.length, close < 0 ? undefined : close)
  const before = { start: offset, end: offset + at }
  const after = { start: offset + close + 3, end: offset + rest.length }
  return {
    kept: close < 0 ? [before] : [before, after],
    directive: parseCommentDirective(expandReferences(text, globals)),
    inComment: close < 0,
    why: 'comment',
  }
}
