import type { Figures } from './measure.ts'

/** One question that the bench answers: works measured side by side, and what each is held against. */
export interface Result {
  readonly title: string
  readonly figures: readonly Figures[]
  /** The name of the work that the ratios are against. */
  readonly against: string
  /** `name`: what its ratio, or its own time, must not be over. */
  readonly targets: readonly Target[]
}

export interface Target {
  readonly name: string
  readonly ratio?: number
  readonly ms?: number
  readonly peakMb?: number
  /** Against which other work; the one of the result when absent. */
  readonly over?: string
}

/** The results as Markdown, a table each. */
export function markdown(results: readonly Result[], skipped: readonly string[]): string {
  const tables = results.map(table)
  const notes = skipped.map((each) => `- skipped: ${each}\n`)
  return [...tables, ...(notes.length > 0 ? [notes.join('')] : [])].join('\n')
}

function table(result: Result): string {
  const base = result.figures.find((each) => each.name === result.against)
  const rows = result.figures.map((each) =>
    [
      each.name,
      seconds(each.medianMs),
      `${seconds(each.minMs)} to ${seconds(each.maxMs)}`,
      each.cpuMs === undefined ? '' : seconds(each.cpuMs),
      `${each.runs}`,
      times(each.medianMs, base?.medianMs),
      times(each.cpuMs, base?.cpuMs),
      each.peakMb === undefined ? '' : `${each.peakMb.toFixed(0)} MB`,
      verdicts(each.name, result),
    ].join(' | '),
  )
  const columns = [
    ...['work', 'median', 'min to max', 'processor', 'runs', `against ${result.against}`],
    ...['by processor', 'peak', 'target'],
  ]
  return [
    `### ${result.title}`,
    '',
    columns.join(' | '),
    columns.map(() => '---').join(' | '),
    ...rows,
    '',
  ].join('\n')
}

function times(value: number | undefined, base: number | undefined): string {
  return value === undefined || base === undefined ? '' : `${(value / base).toFixed(2)} x`
}

function verdicts(name: string, { targets, figures, against }: Result): string {
  return targets
    .filter((each) => each.name === name)
    .map((target) => verdict(target, figures, against))
    .join(', ')
}

function verdict(target: Target, figures: readonly Figures[], against: string): string {
  const of = (name: string): Figures | undefined => figures.find((each) => each.name === name)
  const own = of(target.name)
  const over = target.over ?? against
  const checks: [boolean, string][] = []
  if (target.ratio !== undefined) {
    const ratio = (own?.medianMs ?? NaN) / (of(over)?.medianMs ?? NaN)
    const spent = times(own?.cpuMs, of(over)?.cpuMs)
    const byProcessor = spent === '' ? '' : ` (by processor ${spent})`
    checks.push([ratio <= target.ratio, `${ratio.toPrecision(3)} of ${target.ratio} x ${over}${byProcessor}`])
  }
  if (target.ms !== undefined) checks.push([(own?.medianMs ?? NaN) <= target.ms, `of ${seconds(target.ms)}`])
  if (target.peakMb !== undefined)
    checks.push([(own?.peakMb ?? NaN) <= target.peakMb, `of ${target.peakMb} MB`])
  return checks.map(([met, text]) => `${met ? 'met' : 'missed'}: ${text}`).join(', ')
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
