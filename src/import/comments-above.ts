import type { DiskGateway } from '../model/disk.ts'
import { decodeBytes } from '../xml/bytes.ts'

/**
 * The lines of the comments that stand directly above a gateway, first to last: no line is empty
 * between them and it. A wrapping `<include>`, which FreeSWITCH drops, does not part them.
 *
 * @param text  the file, one character a byte
 */
export function commentsAbove(text: string, { site }: DiskGateway): readonly string[] {
  const comments: string[] = []
  for (let end = site.start; ;) {
    const gap = COMMENT_BEFORE.exec(text.slice(Math.max(0, end - FURTHEST), end))?.[0].length
    if (gap === undefined) return comments.flatMap(linesOf)
    const start = text.lastIndexOf('<!--', end - gap)
    comments.unshift(text.slice(start + 4, end - gap))
    end = start
  }
}

/** Longer white space is no neighbourhood; it also bounds the time. */
const FURTHEST = 1000
/** `-->` and at most one line end and a wrapper after it. */
const COMMENT_BEFORE = /-->[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)?(?:<include>[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)?)?$/

function linesOf(comment: string): string[] {
  const lines = decodeBytes(comment)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
  const isMarker = /^gwctl: managed /.test(lines.join(' ').trim())
  return isMarker ? [] : lines.filter((line) => line !== '')
}
