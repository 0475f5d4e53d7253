import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { watchMetrics } from '../../src/watch/metrics.ts'
import { Tracker } from '../../src/watch/tracker.ts'

const read = (file: string): string => readFileSync(join('examples/monitoring', file), 'utf8')
const counts = {
  connected: false,
  lastLook: 0,
  version: '',
  events: new Map<string, number>(),
  disconnects: 0,
  commands: { started: 0, failed: 0, dropped: 0 },
}
const served = new Map(watchMetrics(new Tracker(), counts).map((each) => [each.name, each]))

/** Words of PromQL that are not names of metrics. */
const FUNCTIONS = /^(and|or|on|by|sum|min|count|increase|rate|avg_over_time|vector|label_values)$/

/** The names of metrics in an expression of PromQL, with the labels that are matched on each. */
function metricsIn(expression: string): { name: string; labels: string[] }[] {
  const bare = expression
    .replace(/\b(?:by|on) \([^)]*\)/g, '')
    .replace(/, \w+\)$/, ')')
    .replace(/\[\w+\]/g, '')
  return [...bare.matchAll(/([a-z_][a-z_0-9]*)\s*(?:\{([^}]*)\})?/gi)]
    .filter(([, name = '', matchers], index, all) => {
      const before = bare.slice(0, all[index]?.index)
      const inMatcher = before.lastIndexOf('{') > before.lastIndexOf('}')
      return !inMatcher && (matchers !== undefined || !FUNCTIONS.test(name))
    })
    .map(([, name = '', matchers = '']) => ({
      name,
      labels: [...matchers.matchAll(/(\w+)=/g)].map(([, label = '']) => label),
    }))
}

function expectServed(expression: string): void {
  const found = metricsIn(expression)
  expect(found).not.toEqual([])
  for (const { name, labels } of found) {
    if (name === 'up') continue // Prometheus' own
    expect([...served.keys()]).toContain(name)
    const known = [...(served.get(name)?.labels ?? []), 'instance', 'job']
    expect(known).toEqual(expect.arrayContaining(labels))
  }
}

describe('examples/monitoring', () => {
  it('finds the names in PromQL', () => {
    expect(metricsIn('sum by (a, b) (rate(gwctl_x{a=~"$a",b="c"}[5m])) * 60 > 0.5 * gwctl_y')).toEqual([
      { name: 'gwctl_x', labels: ['a', 'b'] },
      { name: 'gwctl_y', labels: [] },
    ])
  })

  it('alerts on metrics that watch serves', () => {
    const { groups } = parse(read('alerts.yml')) as {
      groups: { rules: { alert: string; expr: string; annotations: { summary: string; action: string } }[] }[]
    }
    const rules = groups.flatMap((each) => each.rules)
    expect(rules.length).toBeGreaterThan(5)
    for (const { expr, annotations } of rules) {
      expectServed(expr)
      expect(annotations.summary).toBeTruthy()
      expect(annotations.action).toBeTruthy()
    }
  })

  it('draws metrics that watch serves', () => {
    const dashboard = JSON.parse(read('grafana-dashboard.json')) as {
      panels: { targets: { expr: string }[] }[]
      templating: { list: { query: string | { query: string } }[] }
    }
    const expressions = dashboard.panels.flatMap((each) => each.targets.map(({ expr }) => expr))
    expect(expressions.length).toBeGreaterThan(10)
    expressions.forEach(expectServed)
    for (const { query } of dashboard.templating.list)
      if (typeof query === 'object') expectServed(query.query)
  })

  it('scrapes where the README says it is served, and describes every metric', () => {
    const { scrape_configs: jobs } = parse(read('prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[]
    }
    const target = jobs[0]?.static_configs[0]?.targets[0] ?? ''
    const readme = read('README.md')
    expect(readme).toContain(`--metrics ${target}`)
    for (const name of served.keys()) expect(readme).toContain(`\`${name}\``)
    for (const [name] of readme.matchAll(/gwctl_\w+/g)) expect([...served.keys()]).toContain(name)
  })
})
