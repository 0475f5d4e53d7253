import type { ReadStream, WriteStream } from 'node:tty'

/** A terminal as a live screen needs it. */
export interface Terminal {
  columns(): number
  rows(): number
  /** Calls `listener` for each key, as the terminal sends it, and when the size changes; ends with the returned function. */
  listen(listener: (what: { readonly key: string } | 'resized') => void): () => void
}

/** While somebody listens, keys come one by one and are not shown; Ctrl-C is the key U+0003 then. */
export function openTerminal(input: ReadStream, output: WriteStream): Terminal {
  return {
    columns: () => output.columns,
    rows: () => output.rows,
    listen(listener) {
      const resized = (): void => listener('resized')
      const pressed = (chunk: Buffer): void => listener({ key: chunk.toString('utf8') })
      output.on('resize', resized)
      if (input.isTTY) input.setRawMode(true).on('data', pressed).resume()
      return () => {
        output.off('resize', resized)
        if (input.isTTY) input.off('data', pressed).setRawMode(false).pause()
      }
    },
  }
}
