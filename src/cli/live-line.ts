import { cutMiddle } from '../render/cut-middle.ts'
import type { Io } from './io.ts'

/** Takes away what stands in the line of the cursor. */
export const CLEAR_LINE = '\r\u001b[K'

/**
 * A line that the next one is written over. One that is wider than the terminal would go on in a second row, which
 * nothing clears: its middle is left out.
 */
export function liveLineText(text: string, { stderrColumns }: Pick<Io, 'stderrColumns'>): string {
  return cutMiddle(text, Math.max(1, (stderrColumns?.() ?? USUAL) - 1))
}

/** Where the terminal does not say. */
const USUAL = 80
