import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDesired } from '../../src/config/load.ts'
import type { FileChange } from '../../src/model/plan.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { hideValues, MASK, maskTokens } from '../../src/render/mask.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { gatewayFile, writeConf } from '../support/small-conf.ts'
import { COUNT, makeCanaries } from './canaries.ts'

const { old, new: fresh } = makeCanaries(3)
/** The values that are no secrets are made of what the secrets are made of. */
const ORDINARY = 'sip.abcdefghijklmnopqrstuvwxyz.example'

const yaml = (conf: string): string => `version: 1
freeswitch: { conf: ${JSON.stringify(conf)} }
profiles:
  external:
    gateways:
${fresh.map((_, at) => `      g${at}: { proxy: ${ORDINARY}, from-domain: ${ORDINARY}, register: false, password: "\${env:P${at}}", username: "\${env:S${at}}" }\n`).join('')}`

/** What stands in the file with the values of these two params taken out. */
function withoutValues(latin1: string): string {
  const text = Buffer.from(latin1, 'latin1').toString('utf8')
  return text.replace(/(<param name="(?:password|username)" value=")[^"]*(?=")/g, '$1')
}

function planned(conf: string): readonly FileChange[] {
  const env = Object.fromEntries(
    fresh.flatMap((secret, at) => [
      [`P${at}`, secret],
      [`S${at}`, [...(fresh[(at + 1) % COUNT] ?? '')][0] ?? 'x'],
    ]),
  )
  const { desired } = loadDesired({ paths: ['-'], stdin: yaml(conf), cwd: conf, env, resolveSecrets: true })
  const plan = desired && buildPlan(desired, readDisk(localTarget(conf)), undefined).plan
  if (plan === undefined) throw new Error('it does not plan')
  return plan.files
}

describe('of a file with secrets', () => {
  it('exactly their values are masked, not a byte beside them, though all have the same characters', () => {
    const conf = mkdtempSync(join(tmpdir(), 'gwctl-mask-'))
    try {
      const standing = old.slice(COUNT / 2).map((secret, index): [string, Record<string, string>] => {
        const password = secret.replace(/[&<"$]/g, (each) => `&#${each.charCodeAt(0)};`)
        const params = { managed: 'yes', proxy: 'b.example', username: 'e', password }
        return [`external/g${index + COUNT / 2}`, params]
      })
      const files = standing.map(([path, params]) => [`sip_profiles/${path}.xml`, gatewayFile(path, params)])
      writeConf(conf, { files: Object.fromEntries(files) as Record<string, string> })
      const changes = planned(conf)
      expect(changes.map((each) => each.action).sort()).toEqual([
        ...Array.from({ length: COUNT / 2 }, () => 'create'),
        ...Array.from({ length: COUNT / 2 }, () => 'update'),
      ])
      for (const change of changes) {
        const shown = hideValues(change)
        for (const side of ['before', 'after'] as const) {
          const text = maskTokens(shown[side])
          expect(text.replaceAll(MASK, '')).toBe(withoutValues(change[side] ?? ''))
          expect(text.split(MASK)).toHaveLength(change[side] === null ? 1 : 3)
        }
      }
    } finally {
      rmSync(conf, { recursive: true })
    }
  })
})
