import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { applyPlan, type ApplyResult } from '../../src/apply/apply.ts'
import type { ApplyPorts } from '../../src/apply/apply-ports.ts'
import { readLeftJournal } from '../../src/apply/journal.ts'
import { recover, type RecoverPorts } from '../../src/apply/recover.ts'
import { EventLog } from '../../src/freeswitch/event-log.ts'
import { connectEventSocket } from '../../src/freeswitch/event-socket.ts'
import { SwitchLink } from '../../src/freeswitch/link.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { ApplyReport } from '../../src/model/report.ts'
import { buildPlan } from '../../src/plan/build.ts'
import type { Fault } from '../../src/sandbox/event-socket/server.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { quickDirectory } from '../support/quick-directory.ts'
import { writeConf } from '../support/small-conf.ts'
import { afterwards, readFiles, sameFiles } from './conf-files.ts'
import { loadText } from './load-text.ts'
import { differences } from './differences.ts'
import { createClock } from './steady-clock.ts'
import type { Place } from './population.ts'
import { ALLOW, type Scenario } from './scenarios.ts'

/** A second of the switch lasts this many real milliseconds. */
export const SPEED = 10

/** How long the switch and the carrier may take to be as the files say, in ms of their clock. */
const SETTLES_MS = 60_000

const PLACE: Place = { carrier: '127.0.0.1:15060', sipPorts: { external: 5080, internal: 5090, spare: 5100 } }

/** A scenario in the sandbox: before the change, and again and again. */
export interface World {
  readonly conf: string
  readonly yaml: string
  readonly port: number
  readonly password: string
  /** The bytes of every file before the change, and after it. */
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
  /** What goes wrong with a reply; see the sandbox. */
  fault: (line: string) => Fault | undefined
  files(): Record<string, string>
  isBefore(): boolean
  connect(): Promise<SwitchLink>
  /** Of the change, from before it; made once, for each recovery is proven to lead back there. */
  plan(): Promise<Plan>
  /** Applies over a connection of its own, which is closed at the end. */
  apply(plan: Plan, change?: (ports: ApplyPorts) => ApplyPorts): Promise<ApplyResult>
  /** As `gwctl recover` does; undefined when no apply was interrupted. */
  recover(change?: (ports: RecoverPorts) => RecoverPorts): Promise<ApplyReport | undefined>
  /** What is not as the files say, in words; files that are neither as before nor as after among them. */
  wrongs(): Promise<string[]>
  /** Another process of the switch over the same directory. */
  restartSwitch(): Promise<void>
  /** Back to before the change, whatever has become of it. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** @param at  the directory in which its configuration directory is made */
export async function startWorld(scenario: Scenario, seed: number, at = quickDirectory()): Promise<World> {
  const conf = mkdtempSync(join(at, 'gwctl-faults-'))
  const { files, yaml } = scenario.populate(seed, PLACE)
  const target = localTarget(conf)
  const links = new Set<SwitchLink>()
  const { clock, ...steady } = createClock(SPEED, () => sandbox?.catchUp())
  let sandbox: Sandbox | undefined
  const running = (): Sandbox => {
    if (sandbox === undefined) throw new Error('the sandbox does not run')
    return sandbox
  }
  let planned: Plan | undefined
  const startSwitch = async (port: number): Promise<void> => {
    planned = undefined
    sandbox = await startSandbox({
      confDir: conf,
      port,
      speed: SPEED,
      now: steady.real,
      fault: (_, line) => world.fault(line),
    })
  }
  const connect = async (): Promise<SwitchLink> => {
    const { host, port, password } = running()
    const limits = { connectMs: 60_000, authMs: 60_000, commandMs: 60_000 }
    const socket = await connectEventSocket({ host, port, password }, limits)
    const link = new SwitchLink(
      socket,
      await EventLog.open(socket, { now: () => clock.now(), after: steady.after }),
      clock,
    )
    links.add(link)
    return link
  }
  const api = (line: string): Promise<string> => Promise.resolve(running().model.api(line).text)
  const closeLinks = async (): Promise<void> => {
    for (const link of links) await link.close()
    links.clear()
  }
  const layOut = (): void => {
    for (const name of readdirSync(conf)) rmSync(join(conf, name), { recursive: true })
    writeConf(conf, { files })
    for (const profile of ['external', 'internal'])
      mkdirSync(join(conf, 'sip_profiles', profile), { recursive: true })
  }
  const ready = async (): Promise<void> => {
    const wrongs = await world.wrongs()
    if (wrongs.length > 0) throw new Error(`not ready: ${wrongs.join('; ')}`)
  }
  const world: World = {
    conf,
    yaml,
    get port() {
      return running().port
    },
    get password() {
      return running().password
    },
    before: {},
    after: {},
    fault: () => undefined,
    files: () => readFiles(conf),
    isBefore: () => sameFiles(world.files(), world.before),
    connect,
    async plan() {
      if (planned !== undefined) return planned
      const link = await connect()
      const desired = loadText(conf, yaml)
      const lists = (desired.distributors ?? []).map((each) => each.name)
      const { plan, diagnostics } = buildPlan(desired, readDisk(target), await link.observe(lists), {
        allow: ALLOW,
        ...scenario.plan,
      })
      if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
      return (planned = plan)
    },
    async apply(plan, change = (ports) => ports) {
      const ports = { target, link: await connect(), clock, progress: () => undefined }
      return applyPlan(plan, change(ports), scenario.options).finally(closeLinks)
    },
    async recover(change = (ports) => ports) {
      const left = readLeftJournal(conf)
      if (left === undefined) return undefined
      const ports = { target, link: await connect(), clock, progress: () => undefined }
      return recover(left, change(ports)).finally(closeLinks)
    },
    async wrongs() {
      const files = world.files()
      const known = sameFiles(files, world.before) || sameFiles(files, world.after)
      const journal = readLeftJournal(conf) === undefined ? [] : ['the journal is still there']
      const link = await connect()
      const runtime = async (): Promise<string[]> => {
        const seen = { disk: readDisk(target), live: await link.observe(), api }
        const more = (await scenario.differences?.(seen)) ?? []
        return [...differences(seen.disk, seen.live, running().bindings()), ...more]
      }
      const until = clock.now() + SETTLES_MS
      while ((await runtime()).length > 0 && clock.now() < until) await clock.sleep(1000)
      // What comes late must not undo it: an un-REGISTER that overtakes, a worker that unlinks.
      await clock.sleep(2000)
      const found = await runtime()
      await closeLinks()
      return [...(known ? [] : ['the files are neither as before nor as after']), ...journal, ...found]
    },
    async restartSwitch() {
      const { port } = running()
      await closeLinks()
      await running().close()
      await startSwitch(port)
    },
    async reset() {
      const { port } = running()
      await closeLinks()
      await running().close()
      layOut()
      await startSwitch(port)
      await ready()
    },
    async close() {
      await closeLinks()
      await sandbox?.close()
      steady.stop()
      rmSync(conf, { recursive: true, force: true })
    },
  }
  try {
    layOut()
    Object.assign(world, { before: readFiles(conf) })
    await startSwitch(0)
    await ready()
    const plan = await world.plan()
    await closeLinks()
    return Object.assign(world, { after: afterwards(world.before, plan) })
  } catch (error) {
    await world.close()
    throw error
  }
}
