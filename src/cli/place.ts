import path from 'node:path'
import type { SwitchLink } from '../freeswitch/link.ts'
import type { Policy } from '../model/desired.ts'
import { INPUT_OPTIONS, type Arguments, type OptionSpec } from './command.ts'
import { connectTo } from './connect.ts'
import { readDesired, type Configuration } from './inputs.ts'
import type { Io } from './io.ts'

/** The options of the commands that need a configuration directory and not what is desired. */
export const PLACE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'conf',
    value: 'DIR',
    takes: 'directory',
    help: 'the FreeSWITCH configuration directory, instead of the one of the YAML',
  },
  ...INPUT_OPTIONS,
]

/** A configuration directory, and how to reach its switch. */
export interface Place {
  /** Absolute. */
  readonly root: string
  readonly policy: Policy
  /** How many backups to keep. */
  readonly keep: number
  /** Whether changed XML is committed in git. */
  readonly commit: boolean
  connect(configuration: Configuration): Promise<SwitchLink>
}

/** From the directory itself (--conf), so that a broken YAML is no obstacle; else from the YAML. */
export async function findPlace(args: Arguments, io: Io): Promise<Place> {
  const conf = args.value('conf')
  if (conf !== undefined) {
    return {
      root: path.resolve(io.cwd, conf),
      policy: { maxDeletes: 3, allowLastHealthy: false },
      keep: 20,
      commit: false,
      connect: (configuration) => connectTo({}, configuration),
    }
  }
  const { desired } = await readDesired(args, io, { resolveSecrets: true })
  return {
    root: desired.conf,
    policy: desired.policy,
    keep: desired.backups.keep,
    commit: desired.commit === true,
    connect: (configuration) => connectTo(desired, configuration),
  }
}
