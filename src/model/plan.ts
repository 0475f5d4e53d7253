import type { Diagnostic } from '../errors.ts'
import type { DistributorNode } from './disk.ts'
import type { GatewayDefinition, Text } from './gateway.ts'
import type { Meaning } from './meaning.ts'
import type { LiveFields, LiveGateway } from './live.ts'
import type { Step } from './step.ts'

/**
 * Everything an apply does, as plain data: it can be printed, compared and undone.
 * The parts that hold secrets (`definition`s, `before` and `after` of a file) are never printed;
 * the renderers show `params` and `diff`, from which they are left out.
 */
export interface Plan {
  readonly changes: readonly Change[]
  /** Settings of profiles that change; absent: none. */
  readonly settings?: readonly SettingChange[]
  /** Profiles that are created, removed, started or restarted; absent: none. */
  readonly profiles?: readonly ProfileChange[]
  /** Lists of mod_distributor that change; absent: none. */
  readonly distributors?: readonly DistributorChange[]
  readonly files: readonly FileChange[]
  readonly steps: readonly Step[]
  /** Files that stand only while an apply runs: the canaries'. A `FileStep` writes and removes each. */
  readonly temporary?: readonly FileChange[]
  /** Files that hold other texts for a time while an apply runs: those of distributor lists that gateways leave. */
  readonly staged?: readonly StagedFile[]
  /** Profiles in which a setting on disk waits for a restart: no rescan of them, not even to put back. Absent: none. */
  readonly noRescan?: readonly string[]
  readonly refusals: readonly Refusal[]
  readonly warnings: readonly Diagnostic[]
  /** What rules of the policy found and an exception of the YAML allows; absent: nothing. */
  readonly exceptions?: readonly PolicyException[]
  /** Gateways that stand as desired. */
  readonly unchanged: readonly GatewayRef[]
  /** Gateways on disk (or only live) that gwctl neither wrote nor adopted. */
  readonly unmanaged: readonly GatewayRef[]
  /** False when the switch was not asked (`--offline`). */
  readonly observed: boolean
  /** Identity of the FreeSWITCH process that was asked. */
  readonly coreUuid?: string
}

/** A finding of a rule that an exception allows, and why. */
export interface PolicyException {
  readonly rule: string
  /** `PROFILE/GATEWAY`. */
  readonly gateway: string
  readonly reason: string
}

export interface GatewayRef {
  readonly profile: string
  readonly gateway: string
}

/** What happens to one gateway. `adopt`, `release`: only the marker is set, or goes. `recreate`: right on disk, wrong or missing live. */
export interface Change extends GatewayRef {
  readonly kind: 'gateway'
  readonly action: 'create' | 'update' | 'delete' | 'adopt' | 'release' | 'recreate'
  readonly params: readonly ParamChange[]
  readonly reasons: readonly string[]
  /** What stands on disk now; absent when nothing does. */
  readonly before?: GatewayDefinition
  /** What shall stand; absent for a delete. */
  readonly after?: GatewayDefinition
  /** The profile it moves from: the same name, deleted there and created here. */
  readonly movedFrom?: string
  /** On the deleting side of a move: the profile it moves to. */
  readonly movedTo?: string
  /** A delete that the YAML asks for by `enabled: false`. */
  readonly explicit?: true
  /** And the YAML allows it to be the last healthy gateway of its profile. */
  readonly mayBeLast?: true
  /** The temporary name under which `after` is tried before the gateway is touched; absent: it is not tried. */
  readonly canary?: string
  readonly runtime: RuntimeChange
}

/** What has to happen to the gateway in the running switch. */
export interface RuntimeChange {
  /** One of this name runs and has to go; offline: stands on disk, so that it must be taken to run. */
  readonly kill: boolean
  /** It has to be started. */
  readonly start: boolean
  /** Whether the one that goes may hold a registration at the carrier. */
  readonly registersBefore: boolean
  readonly registersAfter: boolean
  /** Its record before; absent when it does not run or the switch was not asked. */
  readonly before?: LiveGateway
  /** What the switch has to have loaded of it afterwards; absent for one that goes. Not for printing. */
  readonly meaning?: Meaning
  /** How its record has to read afterwards; absent for one that goes. Not for printing: values may be secrets. */
  readonly expected?: LiveFields
}

/** One parameter that changes; `null`: absent. Both sides are `null` when `sensitive`. */
export interface ParamChange {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  readonly sensitive?: true
}

/** One setting of a profile that changes on disk, in the switch, or both. */
export interface SettingChange {
  readonly kind: 'setting'
  readonly profile: string
  /** As the table of settings spells it. */
  readonly name: string
  /** As written; several values are joined with ", ". `null`: absent. Both are `null` when `sensitive`. */
  readonly before: string | null
  readonly after: string | null
  readonly sensitive?: true
  /** What brings it into force: a rescan, only a restart (all of it), or nothing in this version of FreeSWITCH. */
  readonly effect: 'rescan' | 'restart' | 'none'
  /** It stands on disk as desired already, but the running profile has not taken it. */
  readonly live?: true
  /** Only the file differs: the running profile has the desired value, and nothing has to bring it into force. */
  readonly inForce?: true
  readonly reasons: readonly string[]
  /** What is written, in order. Not for printing. */
  readonly texts: readonly Text[]
  /** What FreeSWITCH has to have loaded afterwards; see plan/setting-meaning.ts. Absent: nothing. Not for printing. */
  readonly meaning?: string
}

/**
 * What happens to a profile as a whole. `create`: written and started. `start`: on disk, but it does not
 * run. `restart`: for settings that nothing else brings into force. `delete`: stopped and taken from disk.
 */
export interface ProfileChange {
  readonly kind: 'profile'
  readonly action: 'create' | 'start' | 'restart' | 'delete'
  readonly profile: string
  readonly reasons: readonly string[]
  /** Calls in progress that it hangs up, when the switch was asked. */
  readonly calls?: number
  /** It does not run: there is nothing to stop. */
  readonly idle?: true
  /** Gateways that do not change, but go away and come back with it; their records as they have to read afterwards. */
  readonly carried?: readonly Change[]
  /** Gateways that run in it and stand on disk nowhere: they go with it for good. */
  readonly loses?: readonly string[]
  /** Where it has to listen afterwards; absent where the configuration does not tell, or it goes. */
  readonly listens?: ListenAddress
  /** Where it listens now, as far as that is known. */
  readonly listened?: ListenAddress
  /** How long FreeSWITCH tries to bind that address before it gives up; absent for one that goes. */
  readonly bindSeconds?: number
}

/** The UDP socket of a profile; the address is absent where the configuration leaves it to FreeSWITCH. */
export interface ListenAddress {
  readonly ip?: string
  readonly port: number
}

/** One list of mod_distributor that changes. */
export interface DistributorChange {
  readonly kind: 'distributor'
  /** `pause`: the list stays as it is, but nodes leave it while their gateways are changed. */
  readonly action: 'create' | 'update' | 'delete' | 'pause'
  readonly distributor: string
  /** The nodes that change, with their weights; `null`: not in the list. */
  readonly nodes: readonly DistributorNodeChange[]
  /** The whole list as it has to be afterwards. */
  readonly after: readonly DistributorNode[]
  /** Nodes that leave the list while their gateways are changed, and come back. */
  readonly paused: readonly string[]
  /** It stands on disk as desired already, but the switch has not loaded it so. */
  readonly live?: true
  readonly reasons: readonly string[]
}

export interface DistributorNodeChange {
  readonly name: string
  readonly before: number | null
  readonly after: number | null
}

/** A file that a `FileStep` writes more than once; `after` is what stands at the end, and it may be what stood `before`. */
export interface StagedFile extends FileChange {
  /** The texts in turn (latin1). */
  readonly texts: readonly string[]
}

/** The bytes of one file, before and after (latin1, one character a byte); `null`: the file does not exist. */
export interface FileChange {
  readonly path: string
  readonly action: 'create' | 'update' | 'delete'
  readonly before: string | null
  readonly after: string | null
  /** The file whose owner and group a new file takes: the one in which its profile stands. */
  readonly owner: string
  /** What a new file takes instead, where that is known: one that is put back as it was. */
  readonly attributes?: FileAttributes
  /** Byte ranges of `before` and `after` that hold sensitive values: left out of every rendering. */
  readonly sensitiveBefore: readonly Range[]
  readonly sensitiveAfter: readonly Range[]
}

/** Mode (lower 12 bits), owner and group of a file. */
export interface FileAttributes {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Where it points, when it is a symbolic link; mode and owner are those of what it points to. */
  readonly link?: string
}

export interface Range {
  readonly start: number
  readonly end: number
}

/** What apply would refuse, and what lifts it. */
export interface Refusal {
  readonly rule: string
  readonly message: string
  readonly lift: string
}
