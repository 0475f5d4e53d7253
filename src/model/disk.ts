import type { Diagnostic } from '../errors.ts'
import type { GatewayDefinition } from './gateway.ts'

/** The FreeSWITCH configuration directory, as FreeSWITCH reads it. */
export interface Disk {
  /** Every file that was read, by its path relative to the configuration directory ('/'-separated; absolute when outside). */
  readonly files: ReadonlyMap<string, DiskFile>
  readonly profiles: readonly DiskProfile[]
  /** The lists of mod_distributor; absent: there is no distributor.conf. */
  readonly distributors?: DiskDistributors
  /** Global variables that the configuration sets (`X-PRE-PROCESS cmd="set"`); the last one wins. */
  readonly globals: ReadonlyMap<string, string>
  /** The file whose include, inside `<profiles>`, reaches every `sip_profiles/<any name>.xml`; absent: none does. */
  readonly profilesIncludedBy?: string
  /** Files in directories of sip_profiles that nothing includes: a new profile of that name would. */
  readonly notIncluded?: readonly string[]
  /** What each include pattern matched, so that a change can be read again without the disk. */
  readonly includes?: ReadonlyMap<string, readonly string[]>
  /** What is included among the profiles, exists, and cannot be read here; absent: nothing. Each is among `diagnostics`, too. */
  readonly unread?: readonly Unread[]
  readonly diagnostics: readonly Diagnostic[]
}

/** A file or directory of which nobody knows here what stands in it: FreeSWITCH may well be able to read it. */
export interface Unread {
  readonly diagnostic: Diagnostic
  /** The profile in which it is included; absent: it may hold whole profiles. */
  readonly profile?: string
}

export interface DiskFile {
  readonly path: string
  /** The file's bytes, one character a byte (latin1), so that offsets are byte offsets. */
  readonly text: string
}

export interface DiskProfile {
  readonly name: string
  /** The file in which `<profile>` starts. */
  readonly file: string
  /** In the order FreeSWITCH meets them; only the ones it takes (see `shadowed` for the others). */
  readonly gateways: readonly DiskGateway[]
  /** What users of the directory bring into it besides; absent: none, as far as these files tell. */
  readonly userGateways?: readonly UserGateway[]
  /** Value of `<settings>` params as written, the last one of a name wins; names in lower case. */
  readonly settings: ReadonlyMap<string, string>
  /** The same with every value of a name, in the order written: FreeSWITCH takes several of some names. */
  readonly settingValues?: ReadonlyMap<string, readonly string[]>
  /** The `<param>` elements of its first `<settings>`, in order. */
  readonly settingElements?: readonly DiskSetting[]
  /**
   * Where a setting may be added: where its first `<settings>` begins, or `<profile>` when it has none
   * (`missing`). Absent: that cannot be edited.
   */
  readonly settingsAt?: { readonly file: string; readonly start: number; readonly missing?: true }
  /** The `<profile>` element, from `<` to `>`; absent: it begins and ends in two files, or cannot be edited as a whole. */
  readonly site?: { readonly file: string; readonly start: number; readonly end: number }
  /** True when `sip_profiles/<profile>/<any name>.xml` is included inside the first `<gateways>`. */
  readonly includesDirectory: boolean
  /** Where a gateway may be written inline: the byte offset just before the line of `</gateways>`; absent without one. */
  readonly inlineAt?: { readonly file: string; readonly offset: number; readonly indent: string }
}

/** A gateway that stands with a user of the directory, `directory/default/*.xml`: it runs, and gwctl does not manage it. */
export interface UserGateway {
  readonly name: string
  readonly file: string
}

/** One `<param>` of the settings of a profile. */
export interface DiskSetting {
  /** As written: FreeSWITCH compares it without case. */
  readonly name: string
  /** Its value as written. */
  readonly xml: string
  /** The element, from `<` to `>`, as byte offsets in the text of `file`. */
  readonly site: { readonly file: string; readonly start: number; readonly end: number }
  /** Why the element cannot be edited in place; absent: it can. */
  readonly uneditable?: string
}

/** `configuration name="distributor.conf"`. */
export interface DiskDistributors {
  /** Where a new list goes: its `<lists>`, or the `<configuration>` itself where it has none; absent: neither can be edited. */
  readonly place?: { readonly file: string; readonly start: number }
  /** Only the ones that FreeSWITCH takes; of equal names (without case) the first one answers. */
  readonly lists: readonly DiskDistributor[]
}

export interface DiskDistributor {
  readonly name: string
  /** In the order written; a node that FreeSWITCH skips (no weight of at least 1) is left out. */
  readonly nodes: readonly DistributorNode[]
  /** The `<list>` element, from `<` to `>`, as byte offsets in the text of `file`. */
  readonly site: { readonly file: string; readonly start: number; readonly end: number }
  /** Why the element cannot be edited in place; absent: it can. */
  readonly uneditable?: string
}

export interface DistributorNode {
  readonly name: string
  readonly weight: number
}

export interface DiskGateway {
  readonly profile: string
  readonly name: string
  readonly definition: GatewayDefinition
  /** Whether the element carries gwctl's marker with this very profile and name. */
  readonly managed: boolean
  /** The element, from `<` to `>`, as byte offsets in the text of `file`. */
  readonly site: { readonly file: string; readonly start: number; readonly end: number }
  /** Why the element cannot be edited in place (it spans files, a variable carries markup ...); absent: it can. */
  readonly uneditable?: string
  /** Why FreeSWITCH does not create it (invalid name, no password, second of its name ...); absent: it does. */
  readonly skipped?: string
}

/** Reads a FreeSWITCH configuration directory; paths as in `Disk.files`. Synchronous: faster than promises for thousands of small files. */
export interface ConfReader {
  /** The file's bytes as latin1, or why it cannot be read. `unknown`: it is there, and another user may be able to read it. */
  read(path: string): { readonly text: string } | { readonly error: string; readonly unknown?: true }
  /** glob(3): sorted, `*` does not match a leading dot; `error` for a directory that is there and cannot be read. */
  glob(pattern: string): { readonly paths: readonly string[]; readonly error?: string }
}
