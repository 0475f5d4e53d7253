import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { freeswitchAvailable } from '../test/support/freeswitch.ts'
import { startLab, waitForAll, type Lab } from '../test/support/carrier-lab.ts'
import { isInstalled } from './peers.ts'
import type { Figures } from './measure.ts'
import type { Result } from './report.ts'
import type { BenchOptions } from './suites.ts'

/**
 * 1,000 registering gateways changed on a real FreeSWITCH: by gwctl, and as the guides show it, by
 * `sed`, `fs_cli` killgw and rescan for each. Beside the time it tells what it is worth: how many of
 * the carrier's bindings are there ten seconds later.
 */
export async function applyOnSwitch({ sizes, tell, skip }: BenchOptions): Promise<Result | undefined> {
  if (!freeswitchAvailable()) {
    skip('apply on a real switch: there is no freeswitch on PATH')
    return undefined
  }
  const count = Math.min(1000, Math.max(...sizes))
  const lab = await startLab({ gateways: count, auth: 'open', far: false })
  try {
    lab.describe(() => 600)
    await lab.apply()
    await waitForAll(lab)
    const figures: Figures[] = []
    for (const seconds of [700, 800, 900]) {
      tell(`gwctl apply, expire-seconds ${seconds}`)
      lab.describe(() => seconds)
      figures.push(await timed('gwctl apply', () => lab.apply(), lab))
    }
    const own = median(figures, `gwctl apply, ${count}`)
    if (!isInstalled('fs_cli')) {
      skip('the shell loop: there is no fs_cli on PATH')
      return {
        title: 'On a real switch',
        figures: [own],
        against: own.name,
        targets: [{ name: own.name, ms: 8000 }],
      }
    }
    tell('the shell loop')
    const loop = await timed('shell loop', () => Promise.resolve(shellLoop(lab)), lab)
    return {
      title: 'On a real switch',
      figures: [loop, own],
      against: loop.name,
      targets: [{ name: own.name, ms: 8000, ratio: 0.1 }],
    }
  } finally {
    await lab.close()
  }
}

async function timed(name: string, change: () => Promise<void>, lab: Lab): Promise<Figures> {
  const from = performance.now()
  await change()
  const ms = performance.now() - from
  await sleep(10_000)
  const kept = lab.names.filter(lab.isBound).length
  return {
    name: `${name} (${kept} of ${lab.names.length} bindings kept)`,
    runs: 1,
    medianMs: ms,
    minMs: ms,
    maxMs: ms,
  }
}

function median(figures: readonly Figures[], name: string): Figures {
  const sorted = [...figures].sort((a, b) => a.medianMs - b.medianMs)
  const [first, middle, last] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  const kept = figures.map((each) => /\((\d+ of \d+)/.exec(each.name)?.[1] ?? '').join(', ')
  return {
    name: `${name} (bindings kept: ${kept})`,
    runs: figures.length,
    medianMs: middle?.medianMs ?? NaN,
    minMs: first?.minMs ?? NaN,
    maxMs: last?.maxMs ?? NaN,
  }
}

function shellLoop({ freeswitch }: Lab): void {
  const cli = `fs_cli -H 127.0.0.1 -P ${freeswitch.eslPort} -p ${freeswitch.password} -x`
  const script = `
for file in sip_profiles/external/*.xml; do
  gateway=$(basename "$file" .xml)
  sed -i 's/name="expire-seconds" value="[0-9]*"/name="expire-seconds" value="1000"/' "$file"
  ${cli} "sofia profile external killgw $gateway" >/dev/null
  ${cli} "sofia profile external rescan reloadxml" >/dev/null
done`
  spawnSync('sh', ['-c', script], { cwd: freeswitch.conf, stdio: 'inherit' })
}
