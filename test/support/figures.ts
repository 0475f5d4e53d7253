/** What was measured of one change of one gateway. Milliseconds. */
export interface Figure {
  /** Whether the carrier held a binding 5 s after the apply. */
  readonly kept: boolean
  /** Time during which the gateway was not UP. */
  readonly outbound: number
  /** Longest time without any binding at the carrier. */
  readonly inbound: number
  /** The whole run of gwctl. */
  readonly apply: number
}

const HEAD = ['scenario', 'kept', 'outbound med', 'max', 'inbound med', 'max', 'apply med', 'max']

/** A table of figures, one row a scenario; times in milliseconds. */
export function writeTable(rows: ReadonlyMap<string, readonly Figure[]>): string {
  const lines = [HEAD, ...[...rows].map(([name, figures]) => [name, ...summarize(figures)])]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The middle one; of an even number the upper middle; 0 of none. */
export function findMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function summarize(figures: readonly Figure[]): readonly string[] {
  const spread = (read: (figure: Figure) => number) => {
    const values = figures.map(read)
    return [findMedian(values).toFixed(0), Math.max(0, ...values).toFixed(0)]
  }
  return [
    `${figures.filter((each) => each.kept).length}/${figures.length}`,
    ...spread((each) => each.outbound),
    ...spread((each) => each.inbound),
    ...spread((each) => each.apply),
  ]
}
