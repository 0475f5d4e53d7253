import path from 'node:path'
import { InputError } from '../errors.ts'
import type { InputReads } from '../apply/bindings.ts'
import { localFiles, type ConfigFiles } from '../config/files.ts'
import { loadDesired } from '../config/load.ts'
import type { DesiredInput } from './inputs.ts'
import type { Io } from './io.ts'

/** The YAML, and everything that was read for it. */
export interface BoundInput {
  readonly reads: InputReads
  /** Throws InputError with every problem of every file. */
  readonly require: () => DesiredInput
}

/** Loads the YAML with its secrets, and notes the bytes of each file and the value of each reference. */
export function readBoundInput(paths: readonly string[], io: Io): BoundInput {
  const bytes = new Map<string, Uint8Array>()
  const variables = new Map<string, string>()
  const loaded = loadDesired({
    paths,
    cwd: io.cwd,
    env: notingEnv(io.env, variables),
    files: notingFiles(bytes),
    resolveSecrets: true,
  })
  const yaml = new Set([...loaded.sources.keys()].map((name) => path.resolve(io.cwd, name)))
  const [first = ''] = yaml
  const base = path.dirname(first)
  const files = [...loaded.sources.keys()].flatMap((name): [string, Uint8Array][] => {
    const found = bytes.get(path.resolve(io.cwd, name))
    return found === undefined ? [] : [[name, found]]
  })
  const fromFiles = [...bytes].filter(([file]) => !yaml.has(file))
  const secrets = new Map<string, string | Uint8Array>([
    ...[...variables].map(([name, value]) => [`env:${name}`, value] as const),
    ...fromFiles.map(([file, found]) => [`file:${path.relative(base, file)}`, found] as const),
  ])
  return {
    reads: { files: new Map(files), secrets },
    require: () => {
      if (loaded.desired === undefined) throw new InputError(loaded.diagnostics, loaded.sources)
      return { desired: loaded.desired, warnings: loaded.diagnostics, sources: loaded.sources }
    },
  }
}

function notingFiles(bytes: Map<string, Uint8Array>): ConfigFiles {
  return {
    ...localFiles,
    read: (file, limit) => {
      const read = localFiles.read(file, limit)
      if ('bytes' in read) bytes.set(file, read.bytes)
      return read
    },
  }
}

function notingEnv(env: Io['env'], noted: Map<string, string>): Io['env'] {
  return new Proxy(env, {
    get: (target, name) => {
      if (typeof name !== 'string') return undefined
      const value = target[name]
      if (value !== undefined) noted.set(name, value)
      return value
    },
  })
}
