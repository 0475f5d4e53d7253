import { GwctlError } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { CommandStep, RuntimeStep, WaitStep } from '../model/step.ts'
import type { Mark } from '../freeswitch/event-log.ts'
import type { GatewayEvent } from '../freeswitch/events.ts'
import { isProfileVerb, runProfile } from './run-profile.ts'
import type { RunPorts } from './run-ports.ts'
import type { Sent } from './sent.ts'
import { isRegistered, refusalOf, waitNoticing } from './wait-events.ts'

/** The worker that takes a gateway down runs once a second; this is how long it may take before something is wrong. */
const TAKE_DOWN_MS = 10_000

/** `sofia::gateway_add` comes before the answer to `startgw` (events.ts); this is for a slow socket. */
const ADDED_MS = 2000

/**
 * Carries out the steps of a plan one by one and decides nothing. A wait for REGED that is not
 * fulfilled is no failure here (the health check judges it); the refresh of such a gateway is
 * left out, since `register` is for gateways that are registered.
 *
 * @param untilMs  when waiting for registrations ends, in ms of the clock
 * @param memory   of the steps before, where these go on with what they began
 */
export async function runSteps(
  steps: readonly RuntimeStep[],
  sent: Sent,
  ports: RunPorts,
  untilMs: () => number,
  memory: Memory = freshMemory(ports),
): Promise<void> {
  const run: Run = { sent, ports, untilMs, memory }
  for (const { from, burst } of burstsOf(steps)) {
    ports.checkInterrupt()
    for (const [offset, step] of burst.entries()) {
      const index = from + offset
      ports.progress({ kind: 'step', step, index, of: steps.length })
      if (step.kind === 'command' && verbOf(steps[index - 1]) !== verbOf(step))
        ports.announce(alike(steps, index))
    }
    await allOf(burst.map((step) => runStep(step, run)))
    // A thousand packets in one moment would not all arrive: not at the carrier, and not its answers here.
    if (burst.length > 1) await ports.link.hurry()
  }
}

/** So many commands are sent before the first answer is waited for: an interrupt is noticed between, and a failure. */
const MOST_AT_ONCE = 32

/** Commands of one kind that need not wait for each other, together; every other step alone. */
function burstsOf(steps: readonly RuntimeStep[]): { readonly from: number; readonly burst: RuntimeStep[] }[] {
  const bursts: { from: number; burst: RuntimeStep[] }[] = []
  for (const [index, step] of steps.entries()) {
    const last = bursts.at(-1)
    const verb = verbOf(step)
    const goesOn = (verb === 'killgw' || verb === 'register') && verbOf(last?.burst[0]) === verb
    if (goesOn && last !== undefined && last.burst.length < MOST_AT_ONCE) last.burst.push(step)
    else bursts.push({ from: index, burst: [step] })
  }
  return bursts
}

/** Ends when all have ended: what comes after a failure must not overtake what is still under way. */
async function allOf(steps: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(steps)).find((each) => each.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** The commands of one kind that follow each other from here on. */
function alike(steps: readonly RuntimeStep[], from: number): string[] {
  const verb = verbOf(steps[from])
  const end = steps.findIndex((step, index) => index > from && verbOf(step) !== verb)
  return steps
    .slice(from, end < 0 ? undefined : end)
    .flatMap((each) => (each.kind === 'command' ? [each.command] : []))
}

function verbOf(step: RuntimeStep | undefined): string | undefined {
  return step?.kind === 'command' ? commandParts(step.command).verb : undefined
}

interface Run {
  readonly sent: Sent
  readonly ports: RunPorts
  readonly untilMs: () => number
  readonly memory: Memory
}

/** What steps know of the ones before them. */
export interface Memory {
  /** From where in the events a wait may count: the beginning, or the last command that concerned the gateway. */
  readonly begin: Mark
  readonly marks: Map<string, Mark>
  rescanned?: Mark
  /** When the last awaited un-REGISTER left. */
  lastDown?: number
  readonly registered: Set<string>
}

export function freshMemory({ link }: RunPorts): Memory {
  return { begin: link.mark(), marks: new Map(), registered: new Set() }
}

async function runStep(step: RuntimeStep, run: Run): Promise<void> {
  switch (step.kind) {
    case 'command':
      return runCommand(step, run)
    case 'wait':
      return step.state === 'REGED' ? awaitRegistration(step, run) : awaitTakeDown(step, run)
    case 'profile':
      // Waited for by the command itself (apply/run-profile.ts): a reply alone proves nothing.
      return
    case 'settle':
      return settle(step.seconds, run)
  }
}

async function runCommand({ command }: CommandStep, run: Run): Promise<void> {
  const { verb, argument, profile } = commandParts(command)
  const { sent, ports } = run
  if (isProfileVerb(verb)) return runProfile(profile, verb, sent, ports)
  if (verb === 'register' && !run.memory.registered.has(argument)) return
  noteBefore(verb, argument, profile, run)
  const loads = noteLoad(verb, sent)
  try {
    await ports.link.send(command)
    loads()
    if (verb === 'startgw') await awaitAdded(argument, run)
  } catch (error) {
    // An answer that says no means that nothing was read; without an answer nobody knows.
    if (!(error instanceof GwctlError && error.code === 'GW408')) loads()
    throw error
  }
}

/** Noted before it is sent: a command whose answer is lost may have been carried out. */
function noteBefore(verb: string, argument: string, profile: string, run: Run): void {
  const { sent, ports } = run
  const { link, clock } = ports
  switch (verb) {
    case 'killgw':
      sent.killed.set(argument, { at: clock.now(), mark: link.mark() })
      run.memory.registered.delete(argument)
      break
    case 'startgw':
      run.memory.marks.set(argument, link.mark())
      sent.started.add(argument)
      break
    case 'rescan':
      run.memory.rescanned ??= link.mark()
      sent.rescanned.add(profile)
      break
    case 'register':
      // Its own mark: in a burst the first are registered again before the last have been told to.
      run.memory.marks.set(argument, link.mark())
      break
  }
}

/** Notes that the switch has read files or lists anew. */
function noteLoad(verb: string, sent: Sent): () => void {
  return () => {
    if (verb === 'reloadxml' || verb === 'rescan' || verb === 'startgw') sent.reloaded = true
    if (verb === 'distributor_ctl') sent.distributed = true
  }
}

/** `sofia profile external killgw external::acme` -> killgw, acme, external. */
export function commandParts(command: string): { verb: string; argument: string; profile: string } {
  const words = command.split(' ')
  if (words[0] !== 'sofia') return { verb: words[0] ?? '', argument: '', profile: '' }
  // The bare name for startgw, `profile::gateway` for all others.
  const argument = words[4]?.split('::').at(-1) ?? ''
  return { verb: words[3] ?? '', argument, profile: words[2] ?? '' }
}

/** FreeSWITCH answers `startgw` with success also when it added nothing. */
async function awaitAdded(gateway: string, { memory, ports: { link, clock } }: Run): Promise<void> {
  const since = memory.marks.get(gateway) ?? memory.begin
  const added = await link.waitFor(gateway, (event) => event.kind === 'add', since, clock.now() + ADDED_MS)
  if (added !== undefined) return
  throw new GwctlError('GW408', `FreeSWITCH did not start gateway ${gateway} (its log says why).`, {
    hint: 'Look into the log of FreeSWITCH: a gateway is skipped for a value that it does not take.',
  })
}

async function awaitTakeDown(step: WaitStep, run: Run): Promise<void> {
  const { clock } = run.ports
  const since = run.sent.killed.get(step.gateway)?.at ?? clock.now()
  const seen = await waitNoticing(
    run.ports,
    step.gateway,
    (event) => isTakeDown(event, step),
    run.sent.killed.get(step.gateway)?.mark ?? run.memory.begin,
    since + TAKE_DOWN_MS,
  )
  if (seen === undefined) {
    throw new GwctlError(
      'GW408',
      `FreeSWITCH did not take down gateway ${step.gateway} within ${TAKE_DOWN_MS / 1000} s.`,
      {
        hint: 'Look at `sofia status`: a profile in standby, or one that hangs, never finishes a killgw.',
      },
    )
  }
  run.memory.lastDown = Math.max(run.memory.lastDown ?? 0, seen.at)
}

/** A deletion implies that the gateway was DOWN before. */
function isTakeDown(event: GatewayEvent, step: WaitStep): boolean {
  if (event.kind === 'delete') return event.profile === step.profile
  return step.event === 'sofia::gateway_state' && event.kind === 'state' && event.state === step.state
}

async function awaitRegistration(step: WaitStep, run: Run): Promise<void> {
  const settled = (event: GatewayEvent): boolean => isRegistered(event) || refusalOf(event) !== undefined
  const since =
    run.memory.marks.get(step.gateway) ??
    run.sent.profiles.get(step.profile)?.mark ??
    run.memory.rescanned ??
    run.memory.begin
  const seen = await waitNoticing(run.ports, step.gateway, settled, since, run.untilMs())
  if (seen !== undefined && isRegistered(seen.event)) run.memory.registered.add(step.gateway)
  else run.memory.registered.delete(step.gateway)
  if (step.canaryOf !== undefined && !run.memory.registered.has(step.gateway))
    throw canaryFailed(step, step.canaryOf, seen && refusalOf(seen.event))
}

function canaryFailed(step: WaitStep, gateway: string, refusal: string | undefined): GwctlError {
  const path = gatewayPath(step.profile, gateway)
  const why = refusal ?? 'it did not register in time'
  return new GwctlError('GW408', `The canary of ${path} failed: ${why}. ${path} itself was not touched.`, {
    hint: 'Check the account and the address with the carrier; --timeout gives a slow one more time.',
  })
}

/** Sleeps until so many seconds have passed since the last un-REGISTER; not at all when nothing is registered. */
async function settle(seconds: number, run: Run): Promise<void> {
  if (run.memory.lastDown === undefined || run.memory.registered.size === 0) return
  const { clock, checkInterrupt } = run.ports
  const until = run.memory.lastDown + seconds * 1000
  while (clock.now() < until) {
    checkInterrupt()
    await clock.sleep(Math.min(200, until - clock.now()))
  }
}
