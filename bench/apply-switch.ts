import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freeswitchAvailable } from '../test/support/freeswitch.ts'
import { startLab, waitForAll, type Lab } from '../test/support/carrier-lab.ts'
import { ANSIBLE_ENV, isInstalled, writePlay } from './peers.ts'
import type { Figures } from './measure.ts'
import type { Result } from './report.ts'
import type { BenchOptions } from './suites.ts'

/**
 * 1,000 registering gateways changed on a real FreeSWITCH: by gwctl; as the guides show it, by `sed`,
 * `fs_cli` killgw and rescan for each; and by Ansible's template with a handler that does the same. Beside
 * the time it tells what it is worth: how many of the carrier's bindings are there ten seconds later.
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
    const own: Figures[] = []
    for (const seconds of [700, 800, 900]) {
      tell(`gwctl apply, expire-seconds ${seconds}`)
      lab.describe(() => seconds)
      own.push(await timed('gwctl apply', () => lab.apply(), lab))
      await waitForAll(lab)
    }
    const apply = median(own, `gwctl apply, ${count}`)
    const peers: Figures[] = []
    for (const { name, needs, run } of PEERS) {
      const missing = needs.find((each) => !isInstalled(each))
      if (missing !== undefined) {
        skip(`${name} on a real switch: there is no ${missing} on PATH`)
        continue
      }
      tell(name)
      peers.push(await timed(name, () => Promise.resolve(run(lab)), lab))
    }
    const loop = peers.find((each) => each.name.startsWith(LOOP))
    return {
      title: 'On a real switch',
      figures: [...peers, apply],
      against: (loop ?? apply).name,
      targets: [{ name: apply.name, ms: 8000, ...(loop && { ratio: 0.1 }) }],
    }
  } finally {
    await lab.close()
  }
}

interface Peer {
  readonly name: string
  readonly needs: readonly string[]
  readonly run: (lab: Lab) => void
}

const LOOP = 'the shell loop'
/** The loop comes last: many gateways have no binding after it. */
const PEERS: readonly Peer[] = [
  { name: 'ansible, template and handler', needs: ['ansible-playbook', 'fs_cli'], run: ansible },
  { name: LOOP, needs: ['fs_cli'], run: shellLoop },
]

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

function cli({ freeswitch }: Lab): string {
  return `fs_cli -H 127.0.0.1 -P ${freeswitch.eslPort} -p ${freeswitch.password} -x`
}

function shellLoop(lab: Lab): void {
  const script = `
for file in sip_profiles/external/*.xml; do
  gateway=$(basename "$file" .xml)
  sed -i 's/name="expire-seconds" value="[0-9]*"/name="expire-seconds" value="1000"/' "$file"
  ${cli(lab)} "sofia profile external killgw $gateway" >/dev/null
  ${cli(lab)} "sofia profile external rescan reloadxml" >/dev/null
done`
  spawnSync('sh', ['-c', script], { cwd: lab.freeswitch.conf, stdio: 'inherit' })
}

/** Its handler kills all gateways of the play and rescans once. */
function ansible(lab: Lab): void {
  const directory = join(dirname(lab.freeswitch.conf), 'ansible')
  const [program, ...args] = writePlay({
    directory,
    conf: lab.freeswitch.conf,
    gateways: lab.names.map((name) => ({ name, ...lab.accountOf(name) })),
    template: TEMPLATE,
    handler: `for gateway in ${lab.names.join(' ')}; do
  ${cli(lab)} "sofia profile external killgw $gateway" >/dev/null
done
${cli(lab)} "sofia profile external rescan reloadxml" >/dev/null
`,
  })
  spawnSync(program, args, { env: { ...process.env, ...ANSIBLE_ENV }, stdio: 'ignore' })
}

const TEMPLATE = `<include>
  <gateway name="{{ item.name }}">
    <!-- gwctl: managed external/{{ item.name }} -->
    <param name="username" value="{{ item.username }}"/>
    <param name="password" value="{{ item.password }}"/>
    <param name="proxy" value="{{ item.proxy }}"/>
    <param name="expire-seconds" value="950"/>
  </gateway>
</include>
`
