import { GwctlError } from '../errors.ts'
import { switchSockets } from '../apply/switch-sockets.ts'
import type { SwitchReader } from '../freeswitch/switch-reader.ts'
import type { PendingSetting } from '../model/status.ts'
import { pendingIn } from '../plan/waiting-profiles.ts'
import { gatherEvidence } from './evidence.ts'
import { readConfiguration } from './inputs.ts'

/**
 * Settings that stand on disk and wait for a restart of their profile, where that is certain
 * (plan/pending-restarts.ts). Empty where the directory cannot be read as a configuration: a status
 * is about the switch. Throws what asking throws.
 */
export async function findPending(root: string, reader: SwitchReader): Promise<PendingSetting[]> {
  const { disk } = readConfiguration(root)
  if (disk.profiles.length === 0) return []
  try {
    const live = await reader.live()
    const evidence = gatherEvidence(await reader.loaded(), switchSockets(reader.address), root, live)
    return [...pendingIn(disk, live, evidence)].flatMap(([profile, found]) =>
      found.map(({ name }) => ({ profile, name })),
    )
  } catch (error) {
    // A switch without sofia.conf in memory has no profile that could wait for anything.
    if (error instanceof GwctlError && error.code === 'GW408') return []
    throw error
  }
}
