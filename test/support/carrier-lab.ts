import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findLongestGap } from './bindings.ts'
import type { Figure } from './figures.ts'
import { findFreePort } from './free-port.ts'
import { startFreeSwitch, type FreeSwitch } from './freeswitch.ts'
import { waitUntil } from './poll.ts'
import { connectEsl, type RawEsl } from './raw-esl.ts'
import { startRegistrar, type Registrar } from './registrar.ts'
import { startRelay } from './relay.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { runGwctl } from './run-gwctl.ts'

export interface LabOptions {
  readonly gateways: number
  readonly auth: 'open' | 'digest'
  /** True: 150 ms and 5 % loss on each way between the switch and the registrar. */
  readonly far: boolean
  /** True: the carrier keeps one Contact an account. */
  readonly oneContact?: boolean
}

/** A switch with one profile `external`, a carrier, and a gwctl.yaml that describes gateways gw-0, gw-1 ... */
export interface Lab {
  readonly freeswitch: FreeSwitch
  readonly registrar: Registrar
  readonly names: readonly string[]
  /** Path of the YAML. */
  readonly yaml: string
  /** Writes the YAML: expire-seconds of each gateway, by its index. */
  describe(expireSeconds: (index: number) => number): void
  /** Applies the YAML as it stands; throws with what gwctl said unless it exits as expected, 0 by default. */
  apply(options?: readonly string[], exit?: number): Promise<void>
  /** Applies, watching one gateway until 5 s after. */
  measureApply(
    gateway: string,
    options?: readonly string[],
    exit?: number,
  ): Promise<{ figure: Promise<Figure> }>
  isBound(gateway: string): boolean
  /** What the YAML says of a gateway, its expire-seconds aside. */
  accountOf(gateway: string): { readonly username: string; readonly password: string; readonly proxy: string }
  close(): Promise<void>
}

const FAR = { delayMs: 150, loss: 0.05, seed: 20_261_123 }
const CHECK_AFTER_MS = 5000

/** Starts all of it, without gateways: the first apply creates them. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const registrar = await startRegistrar({
    oneContact: options.oneContact === true,
    ...(options.auth === 'digest' && {
      digest: { password: passwordOf, oneTimeNonces: false, qop: true, onWrong: 403 },
    }),
  })
  const relay = options.far ? await startRelay({ target: registrar.port, ...FAR }) : undefined
  const freeswitch = await startFreeSwitch({ profiles: [{ name: 'external', port: await findFreePort() }] })
  const monitor = await connectEsl(freeswitch.eslPort, freeswitch.password)
  const names = Array.from({ length: options.gateways }, (_, index) => `gw-${index}`)
  const yaml = join(dirname(freeswitch.conf), 'gwctl.yaml')
  const proxy = `127.0.0.1:${(relay ?? registrar).port}`
  const apply = async (more: readonly string[] = [], exit = 0) => {
    const run = await runGwctl('apply', '-f', yaml, '--yes', ...more)
    if (run.status !== exit) throw new Error(`gwctl apply: exit ${run.status}\n${run.stderr}\n${run.stdout}`)
  }
  return {
    freeswitch,
    registrar,
    names,
    yaml,
    describe: (expireSeconds) => writeFileSync(yaml, writeYaml(names, proxy, expireSeconds)),
    apply,
    measureApply: (gateway, more, exit) => measure(gateway, () => apply(more, exit), monitor, registrar),
    accountOf: (gateway) => ({ username: gateway, password: passwordOf(gateway), proxy }),
    isBound: (gateway) => registrar.bindings(gateway).length > 0,
    close: async () => {
      monitor.close()
      await freeswitch.stop()
      relay?.close()
      registrar.close()
    },
  }
}

/** Waits until every gateway is REGED on the switch and bound at the carrier. */
export async function waitForAll(lab: Lab, timeoutMs = 60_000): Promise<void> {
  await waitUntil('every gateway REGED and bound', timeoutMs, async () => {
    const status = await lab.freeswitch.api('sofia status')
    const reged = status.split('\n').filter((line) => /\bREGED\s*$/.test(line)).length
    return reged === lab.names.length && lab.names.every((name) => lab.isBound(name))
  })
}

async function measure(
  gateway: string,
  apply: () => Promise<void>,
  monitor: RawEsl,
  registrar: Registrar,
): Promise<{ figure: Promise<Figure> }> {
  const from = performance.now()
  const watch = watchStatus(monitor, gateway)
  await apply().catch(async (error: unknown) => {
    await watch.stop()
    throw error
  })
  const took = performance.now() - from
  const finish = async (): Promise<Figure> => {
    await sleep(CHECK_AFTER_MS)
    const outbound = await watch.stop()
    const to = performance.now()
    const kept = registrar.bindings(gateway).length > 0
    return { kept, outbound, inbound: findLongestGap(registrar.timeline, gateway, from, to), apply: took }
  }
  return { figure: finish() }
}

/** Asks every 20 ms whether the gateway is UP; `stop` gives the longest time it was not, in milliseconds. */
function watchStatus(monitor: RawEsl, gateway: string): { stop: () => Promise<number> } {
  let running = true
  let longest = 0
  const loop = async () => {
    let since: number | undefined
    while (running) {
      const up = (await monitor.api(`sofia xmlstatus gateway external::${gateway}`)).includes('<status>UP<')
      const now = performance.now()
      if (up) since = undefined
      else longest = Math.max(longest, now - (since ??= now))
      await sleep(20)
    }
  }
  const done = loop()
  return {
    stop: async () => {
      running = false
      await done
      return longest
    },
  }
}

function passwordOf(account: string): string {
  return `secret of ${account}`
}

function writeYaml(
  names: readonly string[],
  proxy: string,
  expireSeconds: (index: number) => number,
): string {
  const gateways = names.map(
    (name, index) => `      ${name}:
        username: ${name}
        password: ${passwordOf(name)}
        proxy: ${proxy}
        expire-seconds: ${expireSeconds(index)}
`,
  )
  return `version: 1
freeswitch:
  conf: ./conf
profiles:
  external:
    gateways:
${gateways.join('')}`
}
