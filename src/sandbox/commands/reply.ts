import type { Millis } from '../scheduler.ts'

/** What an api command answers: the whole body, `''` for none. `after`: it answers only so much later. */
export interface ApiReply {
  readonly text: string
  readonly after?: Millis
}

/** Words as switch_separate_string cuts them: runs of blanks count as one. */
export function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

export const RULE = '='.repeat(97)
