import { InputError } from '../errors.ts'
import type { Live } from '../model/live.ts'
import type { GatewayRef, Plan, Refusal } from '../model/plan.ts'
import { buildPlan, isEmpty } from '../plan/build.ts'
import type { SwitchEvidence } from '../plan/switch-evidence.ts'
import { doubtCompleteness, knownSecrets, type Doubt } from '../apply/input-record.ts'
import type { Reconnect } from '../apply/switch-port.ts'
import { switchSockets, type SwitchSockets } from '../apply/switch-sockets.ts'
import { changedSince } from './changed-since.ts'
import type { Arguments } from './command.ts'
import { localTarget } from '../targets/local.ts'
import { connectTo, type SwitchLink } from './connect.ts'
import { askSwitch, gatherEvidence } from './evidence.ts'
import type { PolicyResult } from '../policies/check-policies.ts'
import { loadPolicies, refuseBroken, tellExcepted, type Policies } from './policies.ts'
import { reconnect } from './reconnect.ts'
import { readConfiguration, readDesired, type Configuration, type DesiredInput } from './inputs.ts'
import type { Io } from './io.ts'
import { allowances, checkTargets, narrowed, readWishes, type Wishes } from './plan-options.ts'

/** Everything that a plan was made from, and the plan. */
export interface Prepared {
  readonly plan: Plan
  readonly input: DesiredInput
  readonly configuration: Configuration
  /** Absent offline. */
  readonly online?: Online
  readonly sources: ReadonlyMap<string, string>
  disconnect(): Promise<void>
}

/** The switch that was asked. */
export interface Online {
  readonly link: SwitchLink
  readonly reconnect: Reconnect
  /** Absent where the switch does not run on this machine. */
  readonly sockets?: SwitchSockets
}

/** Is shown what a plan is made from, as it is read and before it is judged; may refuse it by throwing. */
export interface Witness {
  read(configuration: Configuration): void
  observed(live: Live, evidence: SwitchEvidence): void
}

/** Reads desired, disk and live and plans. Throws InputError and GwctlError; the connection is closed then. */
export async function preparePlan(
  args: Arguments,
  io: Io,
  options: { readonly offline: boolean; readonly input?: DesiredInput; readonly witness?: Witness },
): Promise<Prepared> {
  const wishes = readWishes(args)
  const changed = await changedSince(args, io)
  const input = options.input ?? (await readDesired(args, io, { resolveSecrets: true }))
  const policies = loadPolicies(input, io)
  refuseBroken(policies.check(), input)
  const configuration = readConfiguration(input.desired.conf)
  options.witness?.read(configuration)
  checkConfiguration(input, configuration)
  refuseBroken(policies.check(unmanagedOnDisk(policies, input, configuration)), input)
  const sources = new Map([...configuration.sources, ...input.sources])
  const links: SwitchLink[] = []
  const disconnect = async (): Promise<void> => {
    await Promise.all(links.map((each) => each.close()))
  }
  const connect = async (): Promise<SwitchLink> => {
    const link = await connectTo(input.desired, configuration)
    links.push(link)
    return link
  }
  try {
    const { conf } = input.desired
    const found = options.offline ? undefined : await goOnline(connect, { conf, lists: listNames(input) }, io)
    if (found !== undefined) options.witness?.observed(found.live, found.evidence)
    const made = planFrom(args, { ...wishes, changed }, input, configuration, found)
    const { diagnostics, excepted } = policies.check(made.unmanaged)
    refuseBroken({ diagnostics, excepted }, { ...input, sources })
    tellExcepted(excepted, io)
    const plan = withPolicies(made, { diagnostics, excepted })
    return { plan, input, configuration, sources, disconnect, ...(found && { online: found.online }) }
  } catch (error) {
    await disconnect()
    throw error
  }
}

function withPolicies(plan: Plan, { diagnostics, excepted }: PolicyResult): Plan {
  const exceptions = excepted.map(({ rule, gateway, reason }) => ({ rule, gateway, reason }))
  const warnings = [...plan.warnings, ...diagnostics]
  return { ...plan, warnings, ...(exceptions.length > 0 && { exceptions }) }
}

/** What can be known of them before the switch is asked; nothing where no rule asks. */
function unmanagedOnDisk(
  policies: Policies,
  { desired }: DesiredInput,
  { disk }: Configuration,
): readonly GatewayRef[] | undefined {
  return policies.asksUnmanaged ? buildPlan(desired, disk, undefined).plan?.unmanaged : undefined
}

/** Throws InputError for a directory that is no FreeSWITCH configuration: nothing, not even a lock, is made in it. */
export function checkDirectory(input: DesiredInput): void {
  const { conf } = input.desired
  if ('error' in localTarget(conf).read('freeswitch.xml')) checkConfiguration(input, readConfiguration(conf))
}

/** What does not load is said before the switch is asked: it may not even run. */
function checkConfiguration(
  { desired, warnings, sources }: DesiredInput,
  { disk, ...read }: Configuration,
): void {
  if (!disk.diagnostics.some((each) => each.severity === 'error')) return
  const { diagnostics } = buildPlan(desired, disk, undefined)
  throw new InputError([...warnings, ...diagnostics], new Map([...read.sources, ...sources]))
}

/** The switch, and everything that it was asked. */
interface Found {
  readonly online: Online
  readonly live: Live
  readonly evidence: SwitchEvidence
}

async function goOnline(
  connect: () => Promise<SwitchLink>,
  { conf, lists }: { readonly conf: string; readonly lists: readonly string[] },
  io: Io,
): Promise<Found> {
  const link = await connect()
  const { live, loaded } = await askSwitch(link, lists)
  const sockets = switchSockets(link.place)
  const evidence = gatherEvidence(loaded, sockets, conf, live)
  const online = { link, reconnect: () => reconnect(connect, live, io.clock), ...(sockets && { sockets }) }
  return { live, evidence, online }
}

/** The distributor lists that the switch is asked for. */
function listNames({ desired }: DesiredInput): string[] {
  return (desired.distributors ?? []).map((each) => each.name)
}

function planFrom(
  args: Arguments,
  { targets, deletes, batch, changed }: Wishes & { readonly changed: readonly GatewayRef[] | undefined },
  input: DesiredInput,
  configuration: Configuration,
  found: Omit<Found, 'online'> | undefined,
): Plan {
  const { root } = configuration.target
  const doubt = doubtCompleteness(root, input)
  const { plan, diagnostics } = buildPlan(input.desired, configuration.disk, found?.live, {
    adopt: !args.flag('no-adopt'),
    canary: args.flag('canary'),
    noRestart: args.flag('no-restart'),
    ...(found && { evidence: found.evidence }),
    ...(batch !== undefined && { batch }),
    allow: allowances(args, deletes),
    ...narrowed(targets, changed),
    knownSecrets: knownSecrets(root),
    ...(doubt && { withholdDeletes: doubt.reason }),
  })
  const all = [...input.warnings, ...diagnostics]
  if (plan === undefined) throw new InputError(all, new Map([...configuration.sources, ...input.sources]))
  checkTargets(targets, plan)
  const refusals = [
    ...plan.refusals,
    ...(doubt?.cut === true && deletes === undefined && !isEmpty(plan) ? [cutOff(doubt)] : []),
  ]
  return { ...plan, refusals, warnings: all }
}

/** Not only what would be deleted is in doubt: a gateway at the cut may have lost its last parameters. */
function cutOff({ reason }: Doubt): Refusal {
  return { rule: 'input-cut-off', message: reason, lift: 'end the file with a line "..."' }
}
