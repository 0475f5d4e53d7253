import { InputError, type Diagnostic } from '../errors.ts'
import { loadDesired, type LoadInput } from '../config/load.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { localTarget, type ConfTarget } from '../targets/local.ts'
import { decodeBytes } from '../xml/bytes.ts'
import { readDisk } from '../xml/read.ts'
import type { Arguments } from './command.ts'
import type { Io } from './io.ts'

/** The YAML as it was read, with the texts that its warnings point into. */
export interface DesiredInput {
  readonly desired: Desired
  readonly warnings: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
}

/** Loads what `-f` names; throws InputError with every problem of every file. */
export async function readDesired(
  args: Arguments,
  io: Io,
  options: Pick<LoadInput, 'resolveSecrets'>,
): Promise<DesiredInput> {
  const paths = args.values('file')
  const stdin = paths.includes('-') ? await io.readStdin() : undefined
  const loaded = loadDesired({ paths, cwd: io.cwd, env: io.env, ...options, ...(stdin && { stdin }) })
  if (loaded.desired === undefined) throw new InputError(loaded.diagnostics, loaded.sources)
  return { desired: loaded.desired, warnings: loaded.diagnostics, sources: loaded.sources }
}

export interface Configuration {
  readonly target: ConfTarget
  readonly disk: Disk
  readonly sources: ReadonlyMap<string, string>
}

/** Reads the FreeSWITCH configuration directory. */
export function readConfiguration(conf: string): Configuration {
  const target = localTarget(conf)
  const disk = readDisk(target)
  return {
    target,
    disk,
    sources: new Map([...disk.files].map(([path, file]) => [path, decodeBytes(file.text)])),
  }
}
