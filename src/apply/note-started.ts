import type { ProfileChange } from '../model/plan.ts'
import type { ConfTarget } from '../targets/local.ts'
import { readDisk } from '../xml/read.ts'
import { recordProfiles } from './profile-records.ts'
import type { RunPorts } from './run-ports.ts'

/**
 * Notes with which settings profiles were started just now, for later plans (apply/profile-records.ts).
 * Where that cannot be done later plans know less; what was done is done.
 */
export async function noteStarted(
  profiles: readonly ProfileChange[],
  isSecret: (profile: string, setting: string) => boolean,
  { link, sockets, target }: RunPorts & { readonly target: ConfTarget },
): Promise<void> {
  const started = new Set(profiles.filter((each) => each.action !== 'delete').map((each) => each.profile))
  if (sockets === undefined || started.size === 0) return
  try {
    const live = await link.observe()
    const disk = readDisk(target)
    recordProfiles(target.root, {
      profiles: disk.profiles.filter((each) => started.has(each.name)),
      coreUuid: live.coreUuid,
      globals: new Map([...live.globals, ...disk.globals]),
      sockets: sockets.list(),
      isSecret,
    })
  } catch {
    // Only a record: the next plan takes these settings for unverified.
  }
}
