import { readKey } from '../apply/digest-key.ts'
import { startedGateways } from '../apply/gateway-notes.ts'
import { readProfileRecords, settingDigestName } from '../apply/profile-records.ts'
import type { SwitchSockets } from '../apply/switch-sockets.ts'
import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { SwitchEvidence } from '../plan/switch-evidence.ts'

/**
 * Everything that tells what is in force in the running switch besides what it reports: what it has
 * loaded, the sockets that it has bound where it runs here, and what gwctl noted when it started profiles
 * and gateways.
 *
 * @param root  the configuration directory
 */
export function gatherEvidence(
  loaded: Disk,
  sockets: SwitchSockets | undefined,
  root: string,
  live: Live,
): SwitchEvidence {
  const key = readKey(root)
  const started = startedGateways(root, live.coreUuid, key)
  if (sockets === undefined) return { loaded, ...started }
  const held = sockets.list()
  return {
    loaded,
    ...started,
    sockets: held,
    records: readProfileRecords(root, live.coreUuid, held),
    ...(key && {
      digest: (profile: string, name: string, value: string) =>
        key.digest(settingDigestName(profile, name), value),
    }),
  }
}

/** What the switch reports and what it has loaded, asked for together: it prints the one while the other is read here. */
export async function askSwitch(
  link: { observe(lists: readonly string[]): Promise<Live>; loaded(): Promise<Disk> },
  lists: readonly string[],
): Promise<{ readonly live: Live; readonly loaded: Disk }> {
  const [live, loaded] = await Promise.all([link.observe(lists), link.loaded()])
  return { live, loaded }
}
