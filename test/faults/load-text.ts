import { loadDesired } from '../../src/config/load.ts'
import type { Desired } from '../../src/model/desired.ts'

/** The desired state of these profiles over a configuration directory. */
export function loadText(conf: string, profiles: string): Desired {
  const loaded = loadDesired({
    paths: ['-'],
    stdin: headed(conf, profiles),
    cwd: conf,
    env: {},
    resolveSecrets: true,
  })
  if (loaded.desired === undefined) throw new Error(loaded.diagnostics.map((each) => each.message).join('\n'))
  return loaded.desired
}

/** The whole YAML. */
export function headed(conf: string, profiles: string): string {
  return `version: 1\nfreeswitch: { conf: ${JSON.stringify(conf)} }\n${profiles}...\n`
}
