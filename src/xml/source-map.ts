/** Where a character of the expanded document stands. */
export interface Origin {
  readonly file: string
  /** Byte offset in the file. */
  readonly offset: number
}

interface Piece extends Origin {
  readonly start: number
  readonly exact: boolean
}

/**
 * Leads from the expanded document back to the files. The document is a row of pieces; a piece is
 * a stretch of one file, character for character, or a line whose text a variable has changed.
 */
export class SourceMap {
  private readonly pieces: Piece[] = []

  /** Adds a piece; `start` must not go down. `exact`: character for character. */
  add(start: number, file: string, offset: number, exact: boolean): void {
    this.pieces.push({ start, file, offset, exact })
  }

  /** Where the character at `at` stands; inside a changed line: where that line begins. */
  locate(at: number): Origin {
    const piece = this.pieces[this.indexAt(at)]
    if (piece === undefined) return { file: '', offset: 0 }
    const { start, file, offset, exact } = piece
    return { file, offset: exact ? offset + at - start : offset }
  }

  /** What keeps the characters from `from` to `to` from standing in one file, in order and unchanged. */
  describeBreak(
    from: number,
    to: number,
  ): { readonly kind: 'changed' | 'spread'; readonly file: string } | undefined {
    const { file } = this.locate(from)
    for (const piece of this.piecesFrom(this.indexAt(from), to)) {
      if (piece.file !== file) return { kind: 'spread', file: piece.file }
      if (!piece.exact) return { kind: 'changed', file }
    }
    return undefined
  }

  private *piecesFrom(index: number, to: number): Generator<Piece> {
    for (let at = index; ; at++) {
      const piece = this.pieces[at]
      if (piece === undefined || piece.start >= to) return
      yield piece
    }
  }

  /** Of the last piece that begins at or before `at`. */
  private indexAt(at: number): number {
    let low = 0
    let high = this.pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (Number(this.pieces[middle]?.start) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}
