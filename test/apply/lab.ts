import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { applyPlan, type ApplyResult } from '../../src/apply/apply.ts'
import type { ApplyOptions, ApplyPorts } from '../../src/apply/apply-ports.ts'
import type { Progress } from '../../src/apply/progress.ts'
import type { Clock, SwitchPort } from '../../src/apply/switch-port.ts'
import { loadDesired } from '../../src/config/load.ts'
import { EventLog } from '../../src/freeswitch/event-log.ts'
import { connectEventSocket } from '../../src/freeswitch/event-socket.ts'
import { SwitchLink } from '../../src/freeswitch/link.ts'
import type { Live, LiveGateway } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan, type BuildOptions } from '../../src/plan/build.ts'
import type { Fault } from '../../src/sandbox/event-socket/server.ts'
import type { CarrierOptions } from '../../src/sandbox/registrar.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { writeConf } from '../support/small-conf.ts'
import { waitUntil } from '../support/poll.ts'

/** A second of the switch lasts this many real milliseconds. */
const SECOND = 20

/** Time that runs as fast as the sandbox does. */
export const fastClock: Clock = {
  now: () => (performance.now() * 1000) / SECOND,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, (ms * SECOND) / 1000)),
  date: () => new Date(),
}
const eventClock = {
  now: () => fastClock.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, (ms * SECOND) / 1000)
    return () => clearTimeout(timer)
  },
}

export interface LabOptions {
  /** By `PROFILE/GATEWAY`, the parameters; a `managed` among them is the marker, not a parameter. */
  readonly gateways?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** More files of the configuration, or others in place of the usual ones. */
  readonly files?: Readonly<Record<string, string>>
  readonly carriers?: Readonly<Record<string, CarrierOptions>>
  /** Whether something else holds a port that a profile wants. */
  readonly isBusy?: (ip: string, port: number) => boolean
}

export interface Lab {
  readonly conf: string
  readonly sandbox: Sandbox
  /** Every api command that any client sent, in order, asks left out. */
  readonly commands: string[]
  readonly progress: Progress[]
  /** Asked before each reply; see the sandbox's `fault`. */
  fault: (line: string) => Fault | undefined
  plan(yaml: string, options?: BuildOptions): Promise<Plan>
  apply(plan: Plan, options?: ApplyOptions, ports?: Partial<ApplyPorts>): Promise<ApplyResult>
  /** Another connection, as apply makes one after the first was lost; to this sandbox unless told otherwise. */
  connect(to?: Sandbox): Promise<SwitchLink>
  /** @param lists  distributor lists to ask for */
  live(lists?: readonly string[]): Promise<Live>
  gateway(name: string): Promise<LiveGateway | undefined>
  /** The users whose contacts the carriers hold. */
  bound(): string[]
  read(file: string): string
  write(file: string, text: string): void
  /** Every file of the configuration with its bytes and its mtime, gwctl's own state left out. */
  snapshot(): Map<string, { text: string; mtimeMs: number }>
  settled(names: readonly string[]): Promise<void>
  close(): Promise<void>
}

const ASKS =
  /^(sofia (status|xmlstatus|jsonstatus)|global_getvar|version|status|show|xml_locate|module_exists|distributor_ctl dump)\b/

/** A configuration directory, a sandbox over it, and gwctl's connection to it. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const conf = mkdtempSync(join(tmpdir(), 'gwctl-apply-'))
  writeConf(conf, options)
  const commands: string[] = []
  const progress: Progress[] = []
  const links: SwitchLink[] = []
  const sandbox = await startSandbox({
    confDir: conf,
    port: 0,
    speed: SECOND,
    ...(options.carriers && { carriers: options.carriers }),
    ...(options.isBusy && { isBusy: options.isBusy }),
    fault: (_, line) => {
      const command = line.replace(/^api /, '')
      if (line.startsWith('api ') && !ASKS.test(command)) commands.push(command)
      return lab.fault(line)
    },
  })
  const connect = async (to = sandbox): Promise<SwitchLink> => {
    const address = { host: to.host, port: to.port, password: to.password }
    const socket = await connectEventSocket(address, { connectMs: 2000, authMs: 2000, commandMs: 1000 })
    const link = new SwitchLink(socket, await EventLog.open(socket, eventClock), fastClock)
    links.push(link)
    return link
  }
  const lab: Lab = {
    conf,
    sandbox,
    commands,
    progress,
    fault: () => undefined,
    connect,
    async plan(yaml, buildOptions = {}) {
      const text = `version: 1\nfreeswitch: { conf: ${JSON.stringify(conf)} }\n${yaml}`
      const loaded = loadDesired({ paths: ['-'], stdin: text, cwd: conf, env: {}, resolveSecrets: true })
      if (loaded.desired === undefined) throw new Error(messages(loaded.diagnostics))
      const { plan, diagnostics } = buildPlan(
        loaded.desired,
        readDisk(localTarget(conf)),
        await lab.live((loaded.desired.distributors ?? []).map((each) => each.name)),
        buildOptions,
      )
      if (plan === undefined) throw new Error(messages(diagnostics))
      return plan
    },
    async apply(plan, applyOptions = {}, ports = {}) {
      const link = ports.link ?? (await connect())
      const show = (each: Progress): void => void progress.push(each)
      return applyPlan(
        plan,
        { target: localTarget(conf), link, clock: fastClock, progress: show, ...ports },
        applyOptions,
      )
    },
    live: async (lists) =>
      (links.at(-1) &&
        (await links
          .at(-1)
          ?.observe(lists)
          .catch(() => undefined))) ??
      (await connect()).observe(lists),
    gateway: async (name) => (await lab.live()).gateways.find((each) => each.name === name),
    bound: () =>
      sandbox
        .bindings()
        .map(({ aor }) => aor.replace(/^sip:([^@]*)@.*$/, '$1'))
        .sort(),
    read: (file) => readFileSync(join(conf, file), 'latin1'),
    write: (file, text) => {
      mkdirSync(dirname(join(conf, file)), { recursive: true })
      writeFileSync(join(conf, file), text)
    },
    snapshot: () => snapshot(conf),
    settled: (names) =>
      waitUntil(`${names.join(', ')} registered`, 5000, async () => {
        const { gateways } = await lab.live()
        return names.every((name) => gateways.some((each) => each.name === name && each.state === 'REGED'))
      }),
    async close() {
      for (const link of links) await link.close()
      await sandbox.close()
      rmSync(conf, { recursive: true })
    },
  }
  return lab
}

function messages(diagnostics: readonly { readonly message: string }[]): string {
  return diagnostics.map((each) => each.message).join('\n')
}

function snapshot(conf: string): Map<string, { text: string; mtimeMs: number }> {
  const files = readdirSync(conf, { recursive: true, encoding: 'utf8' }).filter(
    (each) => !each.startsWith('.gwctl'),
  )
  const found = new Map<string, { text: string; mtimeMs: number }>()
  for (const file of files.sort()) {
    const { mtimeMs } = statSync(join(conf, file))
    const isFile = statSync(join(conf, file)).isFile()
    found.set(file, {
      text: isFile ? readFileSync(join(conf, file), 'latin1') : '',
      mtimeMs: isFile ? mtimeMs : 0,
    })
  }
  return found
}

/** The texts of a snapshot by file, directories left out: what "byte-identical" compares. */
/** The connection, with some of it done in another way. */
export function overLink(link: SwitchPort, other: Partial<SwitchPort>): SwitchPort {
  return {
    send: (command) => link.send(command),
    hurry: () => link.hurry(),
    mark: () => link.mark(),
    waitFor: (...given) => link.waitFor(...given),
    waitForProfile: (...given) => link.waitForProfile(...given),
    history: (gateway) => link.history(gateway),
    observe: (lists) => link.observe(lists),
    profileStates: () => link.profileStates(),
    loaded: () => link.loaded(),
    ...other,
  }
}

export function texts(shot: ReturnType<Lab['snapshot']>): Record<string, string> {
  return Object.fromEntries([...shot].flatMap(([file, { text }]) => (text === '' ? [] : [[file, text]])))
}

export const CARRIER = '127.0.0.1:15060'

/** Parameters of a gateway on disk that gwctl owns and that registers as `user`. */
export function account(user: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    managed: 'yes',
    proxy: CARRIER,
    username: user,
    password: 'secret',
    'expire-seconds': '600',
    ...more,
  }
}

/** YAML with these gateways of `external`, and `more` profiles. */
export function yaml(gateways: string, more = ''): string {
  return `profiles:\n  external:\n    gateways:${gateways === '' ? ' {}' : `\n${gateways}`}\n${more}`
}

/** One line of YAML for the same gateway as `account`; `more` as `, ping: 25`. */
export function wanted(name: string, user: string, more = ''): string {
  return `      ${name}: { proxy: "${CARRIER}", username: ${user}, password: secret, expire-seconds: 600${more} }\n`
}

/** Runs `body` over a lab that is closed at the end, whatever happens. */
export async function withLab(options: LabOptions, body: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await startLab(options)
  try {
    await body(lab)
  } finally {
    await lab.close()
  }
}
