import type { ApplyReport } from '../model/report.ts'

/** What an undo could not do, one sentence each; both empty: everything is as it was. */
export interface Undone {
  /** Left to do: `recover` goes on with it when its cause is gone, so that the journal stays. */
  readonly left: readonly string[]
  /** Not as before, though files and definitions are: nothing that `recover` could do once more would change it. */
  readonly lost: readonly string[]
}

export function isWhole({ left, lost }: Undone): boolean {
  return left.length === 0 && lost.length === 0
}

/** How a put-back ended, with everything that is not as before. */
export function endOf(
  left: readonly string[],
  lost: readonly string[],
): Pick<ApplyReport, 'outcome' | 'left' | 'recoverable'> {
  if (isWhole({ left, lost })) return { outcome: 'put-back', left: [] }
  return { outcome: 'stuck', left: [...left, ...lost], recoverable: left.length > 0 }
}
