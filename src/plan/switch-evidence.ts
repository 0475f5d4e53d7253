import type { Disk, DiskProfile } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { Meaning } from '../model/meaning.ts'
import type { Globals } from '../model/text.ts'
import type { BoundAt } from './listening.ts'
import type { Evidence, RecordedSetting } from './pending-restarts.ts'

/** What gwctl noted of the gateways that it has started in this very process of FreeSWITCH. */
export interface StartedGateways {
  /** Whether a gateway with this meaning is what was applied last; undefined where nothing is noted of it. */
  readonly applied: (gateway: string, meaning: Meaning) => boolean | undefined
  /** Names of what no status shows and means something else now than when the gateway was started. */
  readonly changedSince: (gateway: string, meaning: Meaning) => readonly string[]
}

/** What is known of the running switch besides what it reports of its gateways; see plan/pending-restarts.ts. */
export interface SwitchEvidence extends Partial<StartedGateways> {
  /** The sofia.conf that it has in memory. */
  readonly loaded?: Disk
  /** By profile: what was in force when gwctl started this very run of it. Runs of others are not in it. */
  readonly records?: ReadonlyMap<string, ReadonlyMap<string, RecordedSetting>>
  /** The digest of a setting's value under the key of the records. */
  readonly digest?: (profile: string, name: string, value: string) => string
  /** Every UDP socket of the machine, where the switch runs on this one. */
  readonly sockets?: readonly HeldSocket[]
}

/** A UDP socket, and who holds it. */
export interface HeldSocket extends BoundAt {
  /** In words: `nc (pid 4711)`; `another process` where that cannot be seen. */
  readonly holder: string
  /** Its number in the kernel: another socket on the same port has another one. */
  readonly inode: number
  /** It is FreeSWITCH's. */
  readonly own: boolean
}

/** What is known of one profile. */
export function evidenceOf(
  profile: DiskProfile,
  live: Live,
  { loaded, records, digest, sockets }: SwitchEvidence,
  globals: Globals,
): Evidence {
  const record = records?.get(profile.name)
  const inMemory = loaded?.profiles.find((each) => each.name === profile.name)
  const bound = sockets?.filter((each) => each.own)
  return {
    globals,
    ...(record && { record }),
    ...(digest && { digest: (name: string, value: string) => digest(profile.name, name, value) }),
    ...(inMemory && { loaded: inMemory }),
    ...(bound && { bound }),
    contactPorts: contactPorts(profile.name, live),
  }
}

/** TLS has a port of its own. */
function contactPorts(profile: string, { gateways }: Live): number[] {
  return gateways
    .filter((each) => each.profile === profile && !/transport=tls/i.test(each.contact))
    .flatMap(({ contact }) => {
      const port = /^<sip:.*?@(?:\[[^\]]*\]|[^:;>]*):(\d+)/.exec(contact)?.[1]
      return port === undefined ? [] : [Number(port)]
    })
}
