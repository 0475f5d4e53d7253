import { switchSockets } from '../apply/switch-sockets.ts'
import type { Disk } from '../model/disk.ts'
import { pendingIn } from '../plan/waiting-profiles.ts'
import type { Arguments } from './command.ts'
import { gatherEvidence } from './evidence.ts'
import { unknownName } from './gateway-operations.ts'
import type { Io } from './io.ts'
import type { World } from './operation.ts'

/** What is done with it. */
export type ProfileVerb = 'start' | 'stop' | 'restart' | 'rescan'

/** One profile, and everything that an operation on it is decided from. */
export interface Subject {
  readonly profile: string
  readonly world: World
  readonly loaded: Disk
  /** Undefined: it does not run. */
  readonly state: string | undefined
  readonly calls: number
  /** Settings that stand on disk and wait for a restart of it. */
  readonly waiting: readonly string[]
  readonly args: Arguments
  readonly io: Io
}

/** Throws GW100 for a profile that is neither on disk nor in the switch. */
export async function findSubject(profile: string, world: World, args: Arguments, io: Io): Promise<Subject> {
  const found = world.profiles.find((each) => each.name === profile)
  const onDisk = world.configuration.disk.profiles.map((each) => each.name)
  if (found === undefined && !onDisk.includes(profile))
    throw unknownName(`There is no profile ${profile}, on disk or in the switch.`, profile, onDisk)
  const loaded = await world.link.loaded()
  return {
    profile,
    world,
    loaded,
    state: found?.state,
    calls: found?.calls ?? 0,
    waiting: waitingIn(profile, world, loaded),
    args,
    io,
  }
}

function waitingIn(profile: string, { configuration, link, live, place }: World, loaded: Disk): string[] {
  const evidence = gatherEvidence(loaded, switchSockets(link.place), place.root, live)
  return (pendingIn(configuration.disk, live, evidence).get(profile) ?? []).map((each) => each.name)
}
