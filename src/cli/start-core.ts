import { readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'

/** What a CommonJS module is given. */
type Wrapped = (
  exports: object,
  require: NodeJS.Require,
  module: object,
  file: string,
  directory: string,
) => void

/**
 * Runs `core.cjs`, the bundle of all commands, with the code that V8 compiled of it when it was built
 * (scripts/build.js): that halves what a run takes beyond the start of Node. A cache of another
 * version of Node is not taken, and then it is compiled anew.
 */
export function startCore(directory: string): void {
  const file = join(directory, 'core.cjs')
  // One byte a character, as the bundler writes it: cheaper than to decode.
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
    filename: file,
    ...codeCache(`${file}.cache`),
  })
  const run = script.runInThisContext() as Wrapped
  const module = { exports: {} }
  run(module.exports, createRequire(file), module, file, directory)
}

function codeCache(file: string): { cachedData?: Buffer } {
  try {
    return { cachedData: readFileSync(file) }
  } catch {
    return {}
  }
}
