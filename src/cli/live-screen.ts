import type { Io } from './io.ts'
import type { Terminal } from './terminal.ts'

/** What a live screen shows, drawn for a size of the terminal. */
export type Draw = (size: { readonly columns: number; readonly rows: number }) => readonly string[]

export interface LiveScreen {
  /** Draws again. */
  draw(): void
  /** Fulfilled when it has ended: by `q` (0), Ctrl-C or a signal (130). */
  readonly ended: Promise<0 | 130>
  /** Gives the terminal back as it was. */
  restore(): void
}

/** The other screen of the terminal, cursor hidden, no wrapping; and back. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J'
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l'
/** Between these a terminal that knows them shows nothing half-drawn. */
const BEGIN = '\u001b[?2026h\u001b[H'
const END = '\u001b[J\u001b[?2026l'

const QUIT: ReadonlySet<string> = new Set(['q', 'Q', '\u0004'])
const CTRL_C = '\u0003'
const UP: ReadonlySet<string> = new Set(['k', '\u001b[A', '\u001bOA'])
const DOWN: ReadonlySet<string> = new Set(['j', '\u001b[B', '\u001bOB'])
const PAGE_UP: ReadonlySet<string> = new Set(['b', '\u001b[5~'])
const PAGE_DOWN: ReadonlySet<string> = new Set([' ', '\u001b[6~'])

/**
 * Takes the whole terminal over until it ends. Lines are written over the ones before and never cleared first, so
 * that nothing flickers; what is longer than the screen scrolls.
 */
export function openScreen(io: Io, terminal: Terminal, drawing: Draw): LiveScreen {
  let top = 0
  let end: (code: 0 | 130) => void = () => undefined
  const ended = new Promise<0 | 130>((resolve) => (end = resolve))
  const draw = (): void => {
    // To clear behind a line that fills the last column would take its last character.
    const size = { columns: terminal.columns() - 1, rows: Math.max(2, terminal.rows()) }
    const lines = drawing(size)
    top = Math.max(0, Math.min(top, lines.length - size.rows + 1))
    const shown = lines.slice(top, top + size.rows - 1)
    const below = lines.length - top - shown.length
    const help = `${below > 0 || top > 0 ? `lines ${top + 1}-${top + shown.length} of ${lines.length}, j k scroll; ` : ''}q ends`
    io.stdout(`${BEGIN}${[...shown, help].map((each) => `${each}\u001b[K`).join('\r\n')}${END}`)
  }
  const page = (): number => Math.max(1, terminal.rows() - 2)
  const stop = terminal.listen((what) => {
    if (what === 'resized') return draw()
    const { key } = what
    if (key === CTRL_C) return end(130)
    if (QUIT.has(key)) return end(0)
    const move = UP.has(key)
      ? -1
      : DOWN.has(key)
        ? 1
        : PAGE_UP.has(key)
          ? -page()
          : PAGE_DOWN.has(key)
            ? page()
            : 0
    if (move !== 0) {
      top += move
      draw()
    }
  })
  const interrupted = (): void => end(130)
  io.signal.addEventListener('abort', interrupted, { once: true })
  if (io.signal.aborted) interrupted()
  io.stdout(ENTER)
  return {
    draw,
    ended,
    restore() {
      stop()
      io.signal.removeEventListener('abort', interrupted)
      io.stdout(LEAVE)
    },
  }
}
