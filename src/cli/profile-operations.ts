import { awaitGatewaysUp } from '../apply/gateways-up.ts'
import {
  restartProfile,
  startProfile,
  stopProfile,
  type ProfilePorts,
  type ProfileProgress,
  type ProfileUp,
} from '../apply/profile-life.ts'
import type { GwctlError } from '../errors.ts'
import type { OperationReport } from '../model/operation.ts'
import type { GatewayRef } from '../model/plan.ts'
import { runningNodes } from '../plan/list-nodes.ts'
import { restartEffects, type RestartEffects } from '../plan/profile-restart.ts'
import { holderOf, isThisMachine } from '../targets/sockets.ts'
import type { Arguments } from './command.ts'
import { fewOf } from './few-of.ts'
import type { Io } from './io.ts'
import type { OperationPorts, PreparedOperation, World } from './operation.ts'
import { leftOfProfile } from './profile-left.ts'
import { profileRefusals } from './profile-refusals.ts'
import { findSubject, type ProfileVerb, type Subject } from './profile-subject.ts'

/** What an operation on a profile does, and how. Throws GW100 for a profile that is nowhere. */
export async function prepareProfile(
  verb: ProfileVerb,
  profile: string,
  world: World,
  args: Arguments,
  io: Io,
): Promise<PreparedOperation> {
  const subject = await findSubject(profile, world, args, io)
  const refusals = profileRefusals(verb, subject)
  const common = { refusals, left: (cause: GwctlError) => leftOfProfile(subject, cause) }
  switch (verb) {
    case 'start':
      return { ...common, ...prepareStart(subject) }
    case 'stop':
      return { ...common, ...prepareStop(subject) }
    case 'restart':
      return { ...common, ...prepareRestart(subject) }
    case 'rescan':
      return { ...common, ...prepareRescan(subject) }
  }
}

type Prepared = Omit<PreparedOperation, 'refusals' | 'left'>

function prepareStart(subject: Subject): Prepared {
  const { profile, state, world, io } = subject
  const hint = `\`gwctl profile rescan ${profile}\` takes in what is new on disk.`
  return {
    does: [
      state === undefined
        ? `Profile ${profile} starts, with every gateway that stands on disk.`
        : `Profile ${profile} is ${state}: as soon as that is over it starts.`,
    ],
    commands: ['reloadxml', `sofia profile ${profile} start`],
    ...(state === 'RUNNING' && { nothing: `Profile ${profile} runs already. ${hint}` }),
    run: async (ports) => {
      await world.link.send('reloadxml')
      const up = await startProfile(profile, profilePorts(subject, ports))
      if (up === undefined) return report([`Profile ${profile} runs already. ${hint}`])
      const { gateways } = await world.link.observe()
      const refs = gateways
        .filter((each) => each.profile === profile)
        .map(({ name }) => ({ profile, gateway: name }))
      return withGateways([runsOn(up, 'runs')], refs, ports, world, io)
    },
  }
}

function prepareStop(subject: Subject): Prepared {
  const { profile, state, calls } = subject
  return {
    does: [`Profile ${profile} stops, with all of its gateways.${hangUp(calls)}`],
    commands: [`sofia profile ${profile} stop`],
    ...(state === undefined && { nothing: `Profile ${profile} does not run.` }),
    run: async (ports) => {
      await stopProfile(profile, profilePorts(subject, ports))
      return report([`Profile ${profile} is gone from the switch; it starts again with FreeSWITCH.`])
    },
  }
}

function prepareRestart(subject: Subject): Prepared {
  const { profile, world, loaded, calls, io } = subject
  const effects = restartEffects(profile, world.configuration.disk, world.live, loaded)
  return {
    does: [
      `Profile ${profile} stops and starts again: for some seconds it takes no call.${hangUp(calls)}`,
      ...listsText(subject),
      ...effectsText(effects),
    ],
    commands: ['reloadxml', `sofia profile ${profile} restart reloadxml`],
    run: async (ports) => {
      await world.link.send('reloadxml')
      const up = await restartProfile(profile, profilePorts(subject, ports))
      return withGateways([runsOn(up, 'runs again')], effects.owed, ports, world, io)
    },
  }
}

/** An operation leaves lists alone, whoever manages them. */
function listsText({ profile, world: { configuration, live } }: Subject): string[] {
  const { disk } = configuration
  return (disk.distributors?.lists ?? []).flatMap((list) => {
    const names = runningNodes(list, profile, disk, live)
    if (names.length === 0) return []
    return [
      `The distributor list ${list.name} goes on naming ${fewOf(names)}: calls that it sends there fail meanwhile.`,
    ]
  })
}

function effectsText({ lost, coming, settings }: RestartEffects): string[] {
  return [
    ...(settings.length > 0 ? [`Changed on disk since it was loaded: ${settings.join(', ')}.`] : []),
    ...(lost.length > 0 ? [`Not on disk, so that they do not come back: ${lost.join(', ')}.`] : []),
    ...(coming.length > 0 ? [`On disk and not running, so that they come: ${coming.join(', ')}.`] : []),
  ]
}

function prepareRescan(subject: Subject): Prepared {
  const { profile, world, loaded, io } = subject
  const { link, live, configuration } = world
  const { coming, settings } = restartEffects(profile, configuration.disk, live, loaded)
  return {
    does: [
      `Profile ${profile} takes in gateways that are new on disk. Those that run are not touched, changed on disk or not.`,
      ...(coming.length > 0 ? [`New on disk: ${coming.join(', ')}.`] : []),
      ...(settings.length > 0 ? [`Changed on disk since it was loaded: ${settings.join(', ')}.`] : []),
    ],
    commands: ['reloadxml', `sofia profile ${profile} rescan reloadxml`],
    run: async (ports) => {
      await link.send('reloadxml')
      ports.begun()
      await link.send(`sofia profile ${profile} rescan reloadxml`)
      const before = new Set(namesOf(profile, world.live))
      const added = namesOf(profile, await link.observe()).filter((each) => !before.has(each))
      const skipped = coming.filter((each) => !before.has(each) && !added.includes(each))
      const refs = added.map((gateway) => ({ profile, gateway }))
      return withGateways(rescanText(added, skipped), refs, ports, world, io)
    },
  }
}

function rescanText(added: readonly string[], skipped: readonly string[]): string[] {
  const first = added.length === 0 ? 'No gateway was added.' : `Added: ${added.join(', ')}.`
  return skipped.length === 0
    ? [first]
    : [first, `Not taken by FreeSWITCH (its log says why): ${skipped.join(', ')}.`]
}

function namesOf(profile: string, live: World['live']): string[] {
  return live.gateways.filter((each) => each.profile === profile).map((each) => each.name)
}

function hangUp(calls: number): string {
  return calls === 0 ? '' : ` Its calls in progress (${calls}) are hung up.`
}

function runsOn({ event: { profile, listens } }: ProfileUp, how: string): string {
  const host = listens?.address.includes(':') === true ? `[${listens.address}]` : listens?.address
  return `Profile ${profile} ${how}${listens === undefined ? '' : `, on ${host ?? ''}:${listens.port}`}.`
}

async function withGateways(
  happened: readonly string[],
  refs: readonly GatewayRef[],
  { checkInterrupt, tell, timeoutMs }: OperationPorts,
  { link }: World,
  { clock }: Io,
): Promise<OperationReport> {
  const waiting = (names: readonly string[], secondsLeft: number): void =>
    tell(`Waiting for ${fewOf(names)} to become UP, ${secondsLeft} s left`)
  const ports = { link, clock, checkInterrupt, waiting }
  const gateways = await awaitGatewaysUp(refs, ports, clock.now() + timeoutMs)
  const unhealthy = gateways.some((each) => each.health === 'unhealthy')
  return { outcome: unhealthy ? 'unhealthy' : 'done', happened, gateways, left: [] }
}

function report(happened: readonly string[]): OperationReport {
  return { outcome: 'done', happened, gateways: [], left: [] }
}

function profilePorts({ world: { link }, io }: Subject, ports: OperationPorts): ProfilePorts {
  const { begun, checkInterrupt, tell } = ports
  return {
    link,
    clock: io.clock,
    checkInterrupt,
    progress: (progress) => {
      if (progress.kind === 'begun') begun()
      tell(progressText(progress))
    },
    ...(isThisMachine(link.place.host) && { holderOf }),
  }
}

function progressText(progress: ProfileProgress): string {
  switch (progress.kind) {
    case 'too-young':
      return `Profile ${progress.profile} runs for less than 10 s and cannot be stopped yet: ${progress.secondsLeft} s`
    case 'begun':
      return `Sent: ${progress.command}`
    case 'going-on':
      return `Waiting for profile ${progress.profile}, ${progress.secondsLeft} s left`
  }
}
