import { GwctlError } from '../errors.ts'
import type { Range } from '../model/plan.ts'

/** Replaces `length` characters at `offset` of the original text. */
export interface Edit {
  readonly offset: number
  readonly length: number
  readonly content: string
  /** Ranges of `content` that must never be shown. */
  readonly sensitive?: readonly Range[]
  /** What it replaces must never be shown. */
  readonly hides?: boolean
}

/** A text after its edits. */
export interface Edited {
  readonly text: string
  /** Ranges of `text` that an edit brought and that must never be shown. */
  readonly sensitive: readonly Range[]
}

/**
 * Applies edits, whatever their order; those at one offset come in the order given, and all
 * other characters stay. Edits that overlap are a bug: GW900.
 */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const pieces: string[] = []
  const sensitive: Range[] = []
  let copied = 0
  let length = 0
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset || a.length - b.length)) {
    if (edit.offset < copied || edit.offset + edit.length > text.length) throw overlap(edit)
    pieces.push(text.slice(copied, edit.offset), edit.content)
    length += edit.offset - copied
    for (const { start, end } of edit.sensitive ?? [])
      sensitive.push({ start: length + start, end: length + end })
    length += edit.content.length
    copied = edit.offset + edit.length
  }
  pieces.push(text.slice(copied))
  return { text: pieces.join(''), sensitive }
}

function overlap(edit: Edit): GwctlError {
  return new GwctlError('GW900', `Two edits of one file overlap at byte ${edit.offset}`, {
    hint: 'Please report this with the configuration file; nothing was written.',
  })
}
