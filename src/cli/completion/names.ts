/** Where the names of a command line come from. */
export interface NamePlace {
  /** What `-f` names. */
  readonly files: readonly string[]
  /** What `--conf` names; then no YAML is read, as the commands do. */
  readonly conf?: string
}

/** A gateway by name, with where it was found. */
export interface KnownGateway {
  /** `PROFILE/GATEWAY`. */
  readonly path: string
  readonly inYaml: boolean
  /** Absent: it is not on disk. */
  readonly onDisk?: 'managed' | 'unmanaged'
}

/** What is known of the place; as much as could be read in the time. */
export interface Names {
  readonly profiles: readonly string[]
  readonly gateways: readonly KnownGateway[]
  /** Ids with a few words each, newest first. */
  readonly backups: () => readonly { readonly id: string; readonly about: string }[]
}

export type NameSource = (place: NamePlace) => Names
