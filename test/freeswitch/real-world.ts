import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLeftJournal } from '../../src/apply/journal.ts'
import { connectSwitch } from '../../src/freeswitch/connect-switch.ts'
import type { Live } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { applyInChild, type Ended } from '../faults/child-process.ts'
import { afterwards, readFiles, sameFiles } from '../faults/conf-files.ts'
import { differences } from '../faults/differences.ts'
import { headed, loadText } from '../faults/load-text.ts'
import { ALLOW, type Scenario } from '../faults/scenarios.ts'
import { findFreePort } from '../support/free-port.ts'
import { startFreeSwitch, type FreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar, type Registrar } from '../support/registrar.ts'

/** A scenario of the fault suite on a real switch, with a registrar: before the change. */
export interface RealWorld {
  readonly freeswitch: FreeSwitch
  readonly conf: string
  /** Path of the YAML. */
  readonly yaml: string
  readonly plan: Plan
  isBefore(): boolean
  /** Applies in a process that kills itself when so many steps of its journal are done. */
  applyUntil(end: number): Promise<Ended>
  /** What is not as the files say, in words; files that are neither as before nor as after among them. */
  wrongs(): Promise<string[]>
  close(): Promise<void>
}

/** How long the switch and the carrier may take to be as the files say. */
const SETTLES_MS = 15_000
/** Copies of a lost un-REGISTER come this late, and must do no harm. */
const LATE_MS = 1500

export async function startRealWorld(scenario: Scenario, seed: number): Promise<RealWorld> {
  const registrar = await startRegistrar()
  const standing = { external: await findFreePort(), internal: await findFreePort() }
  const sipPorts = { ...standing, spare: await findFreePort() }
  const population = scenario.populate(seed, { carrier: `127.0.0.1:${registrar.port}`, sipPorts })
  const profiles = Object.entries(standing).map(([name, port]) => ({ name, port }))
  const freeswitch = await startFreeSwitch({ profiles, files: population.files })
  const { conf, eslPort: port, password } = freeswitch
  const target = localTarget(conf)
  const yaml = join(dirname(conf), 'gwctl.yaml')
  writeFileSync(yaml, headed(conf, population.yaml))
  const before = readFiles(conf)
  const runtime = async (): Promise<string[]> => {
    const seen = { disk: readDisk(target), live: await observe(freeswitch), api: freeswitch.api }
    const more = (await scenario.differences?.(seen)) ?? []
    return [...differences(seen.disk, seen.live, bindingsOf(registrar)), ...more]
  }
  const wrongsOfRuntime = async (): Promise<string[]> => {
    await waitUntil('', SETTLES_MS, async () => (await runtime()).length === 0).catch(() => undefined)
    await sleep(LATE_MS)
    return runtime()
  }
  const close = async (): Promise<void> => {
    await freeswitch.stop()
    registrar.close()
  }
  try {
    const wrongs = await wrongsOfRuntime()
    if (wrongs.length > 0) throw new Error(`not ready: ${wrongs.join('; ')}`)
    const desired = loadText(conf, population.yaml)
    const lists = (desired.distributors ?? []).map((each) => each.name)
    const live = await observe(freeswitch, lists)
    const { plan, diagnostics } = buildPlan(desired, readDisk(target), live, {
      allow: ALLOW,
      ...scenario.plan,
    })
    if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
    const after = afterwards(before, plan)
    const order = {
      conf,
      plan,
      port,
      password,
      speed: 1000,
      options: { timeoutSeconds: 15, ...scenario.options },
    }
    return {
      freeswitch,
      conf,
      yaml,
      plan,
      isBefore: () => sameFiles(readFiles(conf), before),
      applyUntil: (end) => applyInChild({ ...order, end }),
      async wrongs() {
        const files = readFiles(conf)
        const known = sameFiles(files, before) || sameFiles(files, after)
        const journal = readLeftJournal(conf) === undefined ? [] : ['the journal is still there']
        const torn = known ? [] : ['the files are neither as before nor as after']
        return [...torn, ...journal, ...(await wrongsOfRuntime())]
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function observe(
  { eslPort: port, password }: FreeSwitch,
  lists: readonly string[] = [],
): Promise<Live> {
  const link = await connectSwitch({ host: '127.0.0.1', port, password })
  try {
    return await link.observe(lists)
  } finally {
    await link.close()
  }
}

/** What the registrar holds now, of every account that it has ever seen. */
function bindingsOf(registrar: Registrar): { readonly aor: string }[] {
  const accounts = [...new Set(registrar.timeline.map((each) => each.account))]
  return accounts.flatMap((account) =>
    registrar.bindings(account).map(() => ({ aor: `sip:${account}@127.0.0.1` })),
  )
}
