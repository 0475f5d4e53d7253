/** One word that may stand where the cursor is. */
export interface Candidate {
  readonly word: string
  /** What it means; shells that can show it do. */
  readonly does?: string
}

/** What a shell is told. */
export interface Reply {
  readonly candidates: readonly Candidate[]
  /** File names may stand there, too: the shell completes them itself. */
  readonly files?: 'any' | 'yaml' | 'directory'
  /** The candidates are beginnings: no blank follows one. */
  readonly unfinished?: true
  /** The candidates are in an order of their own, which is not that of the alphabet. */
  readonly ordered?: true
}

export const NOTHING: Reply = { candidates: [] }

/**
 * The words that a shell puts on the command line as they are, without quotes. Nothing else is ever offered: a key in
 * somebody's YAML must not become a command.
 */
const PLAIN = /^[\w./@+-][\w./@%+,=-]*$/

/**
 * The reply as lines of text: `WORD<TAB>DESCRIPTION` for each candidate that begins with `current`, and at last one line
 * that begins with a colon, with the words `any`, `yaml`, `directory`, `unfinished` and `ordered` as they apply.
 */
export function writeReply({ candidates, files, unfinished, ordered }: Reply, current: string): string {
  const lines = candidates
    .filter(({ word }) => word.startsWith(current) && PLAIN.test(word))
    .map(({ word, does = '' }) => `${word}\t${does.replace(/[\p{Cc}\s]+/gu, ' ')}\n`)
  const how = [files, unfinished && 'unfinished', ordered && 'ordered'].filter((each) => each !== undefined)
  return `${lines.join('')}:${how.join(' ')}\n`
}
