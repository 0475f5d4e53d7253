/** Where a character of the expanded document stands. */
export interface Origin {
  readonly file: string
  /** Byte offset in the file. */
  readonly offset: number
}

/**
 * Leads from the expanded document back to the files. The document is a row of pieces; a piece is
 * a stretch of one file, character for character, or a line whose text a variable has changed.
 */
export class SourceMap {
  private readonly starts: number[] = []
  private readonly files: string[] = []
  private readonly offsets: number[] = []
  private readonly exact: boolean[] = []

  /** Adds a piece; `at` must not go down. `exact`: character for character. */
  add(at: number, file: string, offset: number, exact: boolean): void {
    this.starts.push(at)
    this.files.push(file)
    this.offsets.push(offset)
    this.exact.push(exact)
  }

  /** Where the character at `at` stands; inside a changed line: where that line begins. */
  locate(at: number): Origin {
    const piece = this.pieceAt(at)
    const into = this.exact[piece] === true ? at - (this.starts[piece] ?? 0) : 0
    return { file: this.files[piece] ?? '', offset: (this.offsets[piece] ?? 0) + into }
  }

  /** Whether the characters from `start` to `end` stand in one file, in order and unchanged; else why not. */
  describeBreak(
    start: number,
    end: number,
  ): { readonly kind: 'changed' | 'spread'; readonly file: string } | undefined {
    const first = this.pieceAt(start)
    const file = this.files[first]
    for (let piece = first; piece < this.starts.length && (this.starts[piece] ?? 0) < end; piece++) {
      const here = this.files[piece] ?? ''
      if (here !== file) return { kind: 'spread', file: here }
      if (this.exact[piece] !== true) return { kind: 'changed', file: here }
    }
    return undefined
  }

  /** The last piece that begins at or before `at`. */
  private pieceAt(at: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}
