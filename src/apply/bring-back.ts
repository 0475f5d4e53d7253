import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import { besideProfiles, profileSteps } from '../plan/profile-steps.ts'
import { restoreChanges } from '../plan/restore.ts'
import { runtimeSteps } from '../plan/steps.ts'
import { readDisk } from '../xml/read.ts'
import { deadlineOf } from './deadline.ts'
import { placeOf } from './failure-of.ts'
import type { JournalGateway, JournalHeader } from './journal-records.ts'
import { lostFromMemory, type MemoryGateway } from './lost-from-memory.ts'
import { noteStarted } from './note-started.ts'
import { registerAgain } from './register-again.ts'
import { runSteps } from './run-steps.ts'
import type { Sent } from './sent.ts'
import type { SwitchPort } from './switch-port.ts'
import { pauseLists, resumeLists } from './undo-lists.ts'
import type { UndoPorts } from './undo-ports.ts'
import type { Undone } from './undone.ts'
import { profilesBack, type ProfilesBack } from './undo-profiles.ts'
import { verify } from './verify.ts'

/** What has to be undone. */
export interface Undoing {
  readonly header: JournalHeader
  /** Where the switch may have read new files or lists, it has to read the old ones again. */
  readonly sent: Sent
  readonly touched: readonly JournalGateway[]
  /** The switch was restarted, and nobody knows on which files. */
  readonly unsure: boolean
}

type LinkedPorts = UndoPorts & { readonly link: SwitchPort }

/**
 * The switch's half of an undo: makes it run what the files on disk say again, and proves it.
 *
 * @param undoing  noted here: what is sent for it
 * @returns what is not as it was, one sentence each
 */
export async function bringBack(undo: Undoing, undoing: Sent, ports: LinkedPorts): Promise<Undone> {
  const { header, touched, sent, unsure } = undo
  const disk = readDisk(ports.target)
  const live = await ports.link.observe()
  const back = profilesBack(header, sent, disk, live, { mayHangUp: ports.mayHangUp === true, unsure })
  const inverse = changesBack(undo, back, disk, live)
  const loaded = await pauseLists(header, goingAway(inverse, back, live), disk, sent.distributed, ports)
  const { left, lost } = await runInverse(undo, inverse, back, undoing, ports)
  if (loaded) await resumeLists(header, disk, ports)
  await noteStarted(back.profiles, () => true, ports)
  const unregistered = await registerAgain(bereft(touched, inverse, header), ports)
  const gone = await lostFromMemory([...touched, ...lostWithProfiles(header, sent)], disk, ports.link)
  return { left: [...back.left, ...left], lost: [...gone, ...lost, ...unregistered] }
}

/** What ran before runs again as the files say; what did not run before does not, unless its profile starts it from there. */
function changesBack(
  { header, touched }: Undoing,
  { profiles }: ProfilesBack,
  disk: ReturnType<typeof readDisk>,
  live: Live,
): Change[] {
  const whole = new Set(profiles.filter((each) => each.action !== 'delete').map((each) => each.profile))
  const idle = pathsOf(header.gateways.filter((each) => !each.ranBefore))
  const tried = pathsOf(touched.filter((each) => each.start))
  return restoreChanges(disk, disk, live, touched).flatMap((change): Change[] => {
    const path = gatewayPath(change.profile, change.gateway)
    // It ran before and stands in no file: it comes from where gwctl cannot see, and nothing could start it again.
    if (!idle.has(path)) return change.action === 'delete' && !tried.has(path) ? [] : [change]
    if (whole.has(change.profile) && change.action !== 'delete') return []
    const runtime = { ...change.runtime, start: false, registersAfter: false }
    return runtime.kill ? [{ ...change, action: 'delete', runtime }] : []
  })
}

/** What ran in a profile that was stopped, and stands in no file to start from again. */
function lostWithProfiles({ profiles = [] }: JournalHeader, sent: Sent): MemoryGateway[] {
  return profiles
    .filter(({ profile }) => sent.profiles.has(profile))
    .flatMap(({ profile, loses = [] }) =>
      loses.map((gateway) => ({ profile, gateway, ranBefore: true, start: false })),
    )
}

function pathsOf(gateways: readonly JournalGateway[]): ReadonlySet<string> {
  return new Set(gateways.map((each) => gatewayPath(each.profile, each.gateway)))
}

/** The gateways that are killed for it, or go with their profile. */
function goingAway(inverse: readonly Change[], { profiles }: ProfilesBack, live: Live): Set<string> {
  const whole = new Set(profiles.map((each) => each.profile))
  const killed = inverse.filter((each) => each.runtime.kill).map((each) => each.gateway)
  const carried = live.gateways.filter((each) => whole.has(each.profile)).map((each) => each.name)
  return new Set([...killed, ...carried])
}

async function runInverse(
  { header, sent }: Undoing,
  inverse: readonly Change[],
  { profiles, rescans }: ProfilesBack,
  undoing: Sent,
  ports: LinkedPorts,
): Promise<Undone> {
  const noRescan = new Set(header.noRescan)
  const beside = besideProfiles(inverse, profiles)
  const steps = [...profileSteps(profiles, inverse), ...runtimeSteps(beside, { noRescan, rescans })]
  if (steps.length === 0) {
    if (!sent.reloaded) return NOTHING
    ports.announce(['reloadxml'])
    await ports.link.send('reloadxml')
    return NOTHING
  }
  const deadline = deadlineOf(steps, ports.clock, ports.timeoutMs)
  await runSteps(steps, undoing, ports, deadline)
  const { outcomes, mismatches } = await verify(inverse, undoing, ports, deadline())
  const wasUp = new Set(header.gateways.filter((each) => each.upBefore).map((each) => each.gateway))
  return {
    left: mismatches.map((each) => `${placeOf(each)}: ${each.detail}`),
    lost: outcomes
      .filter((each) => each.health === 'unhealthy' && wasUp.has(each.gateway))
      .map((each) => `${each.profile}/${each.gateway} was UP before and is not again yet: ${each.detail}`),
  }
}

const NOTHING: Undone = { left: [], lost: [] }

/** What ran on while its canary was tried: the carrier may have dropped its binding for the canary's. */
function bereft(
  touched: readonly JournalGateway[],
  inverse: readonly Change[],
  header: JournalHeader,
): JournalGateway[] {
  const tried = new Set(touched.flatMap((each) => each.canaryOf ?? []))
  const started = new Set(inverse.filter((each) => each.runtime.start).map((each) => each.gateway))
  return header.gateways.filter(
    ({ gateway, ranBefore }) => ranBefore && tried.has(gateway) && !started.has(gateway),
  )
}
