import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { writeConfiguration, type Layout } from './configurations.ts'
import { measure, type Work } from './measure.ts'
import { ansible, isInstalled, NODE, xmllint } from './peers.ts'
import type { Result, Target } from './report.ts'

export interface BenchOptions {
  readonly runs: number
  readonly sizes: readonly number[]
  readonly tell: (line: string) => void
  /** Takes the name of what is left out, and why. */
  readonly skip: (what: string) => void
}

export const GWCTL = join(process.cwd(), 'dist', 'bin', 'gwctl.cjs')

function gwctl(name: string, directory: string | undefined, ...args: string[]): Work {
  return {
    name,
    command: [process.execPath, GWCTL, ...args],
    ...(directory !== undefined && { cwd: directory }),
  }
}

/** What a run costs that has next to nothing to do. */
export async function startUp({ runs, tell }: BenchOptions): Promise<Result> {
  const one = writeConfiguration(1)
  const works = [
    NODE,
    gwctl('gwctl --version', undefined, '--version'),
    gwctl('gwctl --help', undefined, '--help'),
    gwctl('gwctl validate', one.directory, 'validate'),
    gwctl('gwctl plan --offline', one.directory, 'plan', '--offline'),
  ]
  const targets: Target[] = [
    { name: 'gwctl --version', ratio: 1.2 },
    { name: 'gwctl --help', ratio: 1.2 },
    { name: 'gwctl validate', ratio: 1.8 },
    { name: 'gwctl plan --offline', ratio: 2.0 },
  ]
  const figures = await measure(works, Math.max(runs, 15), tell)
  one.remove()
  return { title: 'Start-up, one gateway', figures, against: NODE.name, targets }
}

/** How a plan grows with the number of gateways, when nothing changes and when all of them do. */
export async function planBySize({ runs, sizes, tell, skip }: BenchOptions): Promise<Result> {
  const made = sizes.map((size) => ({
    size,
    same: writeConfiguration(size),
    other: writeConfiguration(size, { changed: true }),
  }))
  const works = made.flatMap(({ size, same, other }) => [
    ...(isInstalled('xmllint') ? [{ ...xmllint(same.directory), name: `xmllint --noout, ${size}` }] : []),
    gwctl(`validate, ${size}`, same.directory, 'validate'),
    gwctl(`plan --offline, ${size}, no change`, same.directory, 'plan', '--offline'),
    gwctl(`plan --offline, ${size}, all changed`, other.directory, 'plan', '--offline'),
  ])
  if (!isInstalled('xmllint')) skip('xmllint, the floor of reading: it is not installed')
  const targets: Target[] = [
    { name: 'plan --offline, 1000, no change', ms: 600 },
    {
      name: 'plan --offline, 10000, no change',
      ms: 3000,
      peakMb: 400,
      ratio: 8,
      over: 'plan --offline, 1000, no change',
    },
    {
      name: 'plan --offline, 10000, all changed',
      peakMb: 400,
      ratio: 8,
      over: 'plan --offline, 1000, all changed',
    },
  ]
  const figures = await measure([NODE, ...works], runs, tell)
  for (const { same, other } of made) [same, other].forEach((each) => each.remove())
  return { title: 'Plans by size', figures, against: NODE.name, targets }
}

/** The same gateways spread differently over files. */
export async function planByLayout({ runs, sizes, tell }: BenchOptions): Promise<Result> {
  const size = Math.min(1000, Math.max(...sizes))
  const layouts: Layout[] = ['one file each', 'twenty to a file', 'one big file']
  const made = layouts.map((layout) => ({
    layout,
    conf: writeConfiguration(size, { layout, changed: true }),
  }))
  const works = made.map(({ layout, conf }) => gwctl(layout, conf.directory, 'plan', '--offline'))
  const figures = await measure(works, runs, tell)
  for (const { conf } of made) conf.remove()
  return {
    title: `Plans of ${size} changed gateways by layout`,
    figures,
    against: 'one file each',
    targets: [],
  }
}

/** The same plan with the files in the memory of the system and not there, as after a start of the machine. */
export async function planFromCold({ runs, sizes, tell, skip }: BenchOptions): Promise<Result | undefined> {
  if (!isInstalled('dd')) {
    skip('cold plans: there is no dd')
    return undefined
  }
  const size = Math.min(1000, Math.max(...sizes))
  const conf = writeConfiguration(size)
  const works = [
    gwctl('warm', conf.directory, 'plan', '--offline'),
    gwctl('cold', conf.directory, 'plan', '--offline'),
  ]
  const forget = 'find . -type f -exec dd if={} iflag=nocache count=0 status=none \\;'
  const cold = works.map((each) =>
    each.name === 'cold'
      ? { ...each, prepare: () => void spawnSync('sh', ['-c', forget], { cwd: conf.directory }) }
      : each,
  )
  const figures = await measure(cold, runs, tell)
  conf.remove()
  return { title: `Plans of ${size} gateways, cold and warm`, figures, against: 'warm', targets: [] }
}

/** What the same plan with diffs takes elsewhere; and, where it is there, the real thing without a switch. */
export async function planAgainstPeers({
  runs,
  sizes,
  tell,
  skip,
}: BenchOptions): Promise<Result | undefined> {
  const size = Math.min(1000, Math.max(...sizes))
  if (!isInstalled('ansible-playbook')) {
    skip('Ansible: ansible-playbook is not installed')
    return undefined
  }
  const conf = writeConfiguration(size, { changed: true })
  const plan = gwctl('gwctl plan --offline', conf.directory, 'plan', '--offline')
  // Minutes each: twice is enough to see that it is not by chance.
  const peer = ansible(conf.directory, size, Math.min(2, runs))
  const figures = await measure([peer, plan], runs, tell)
  conf.remove()
  const targets: Target[] = [{ name: plan.name, ratio: 0.01 }]
  return { title: `${size} changed gateways, compared and shown`, figures, against: peer.name, targets }
}
