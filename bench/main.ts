import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { applyOnSandbox } from './apply-sandbox.ts'
import { applyOnSwitch } from './apply-switch.ts'
import { profileRun } from './profile-run.ts'
import { markdown, type Result } from './report.ts'
import {
  planAgainstPeers,
  planByLayout,
  planBySize,
  planFromCold,
  startUp,
  type BenchOptions,
} from './suites.ts'

/** Every question, by the word that `--only` takes. */
const SUITES: Readonly<Record<string, (options: BenchOptions) => Promise<Result | undefined>>> = {
  start: startUp,
  size: planBySize,
  layout: planByLayout,
  cold: planFromCold,
  peers: planAgainstPeers,
  sandbox: applyOnSandbox,
  switch: applyOnSwitch,
}

const USAGE = `npm run bench -- [options]

  --only WORDS   of ${Object.keys(SUITES).join(', ')}; separated by commas (default: all)
  --sizes N,N    numbers of gateways (default 1,100,1000,10000)
  --runs N       runs of each, at least (default 7)
  --profile N    instead: a CPU profile of \`plan --offline\` of N changed gateways
  --out DIR      where results.json and results.md go (default bench/results)
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(SUITES).join(',') },
    sizes: { type: 'string', default: '1,100,1000,10000' },
    runs: { type: 'string', default: '7' },
    profile: { type: 'string' },
    out: { type: 'string', default: 'bench/results' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(USAGE)
else if (values.profile !== undefined) profileRun(Number(values.profile), values.out)
else await bench()

async function bench(): Promise<void> {
  const before = loadavg().slice(0, 1)
  const skipped: string[] = []
  const options: BenchOptions = {
    runs: Number(values.runs),
    sizes: values.sizes.split(',').map(Number),
    tell: (line) => void process.stderr.write(`\r\u001b[K${line}`),
    skip: (what) => void skipped.push(what),
  }
  const results: Result[] = []
  for (const word of values.only.split(',')) {
    const suite = SUITES[word]
    if (suite === undefined) throw new Error(`There is no suite "${word}". ${USAGE}`)
    process.stderr.write(`${word}\n`)
    const result = await suite(options)
    if (result !== undefined) results.push(result)
    process.stderr.write('\n')
  }
  const text = markdown(results, skipped)
  const load = [...before, ...loadavg()].slice(0, 4).map((each) => each.toFixed(1))
  const machine =
    `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}; ` +
    `load ${load[0] ?? ''} before and ${load[1] ?? ''} at the end`
  mkdirSync(values.out, { recursive: true })
  writeFileSync(
    `${values.out}/results.json`,
    `${JSON.stringify({ machine, results, skipped }, undefined, 2)}\n`,
  )
  writeFileSync(`${values.out}/results.md`, `${machine}\n\n${text}`)
  process.stdout.write(`${machine}\n\n${text}`)
}
