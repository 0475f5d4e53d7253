import { Gauge, Registry, Counter } from 'prom-client'

export type Labels = Readonly<Record<string, string>>

/** One metric, with its values of this very moment: what is not among them is not served. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly kind: 'gauge' | 'counter'
  readonly labels: readonly string[]
  values(): Iterable<readonly [Labels, number]>
}

/**
 * Metrics in the text format of Prometheus. Every value is asked for when it is scraped, so that a gateway that is
 * gone leaves no label behind.
 */
export class Prometheus {
  readonly #registry = new Registry()

  add(metric: Metric): void {
    const { name, help, labels } = metric
    const options = { name, help, labelNames: [...labels], registers: [this.#registry] }
    if (metric.kind === 'gauge') {
      new Gauge({
        ...options,
        collect() {
          this.reset()
          for (const [each, value] of metric.values()) this.set(each, value)
        },
      })
      return
    }
    new Counter({
      ...options,
      collect() {
        this.reset()
        for (const [each, value] of metric.values()) this.inc(each, value)
      },
    })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
