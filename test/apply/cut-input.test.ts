import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doubtCompleteness, recordInput, type Doubt } from '../../src/apply/input-record.ts'
import { loadDesired, type LoadResult } from '../../src/config/load.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { gatewayFile, writeConf } from '../support/small-conf.ts'

const GATEWAYS = Array.from({ length: 23 }, (_, at) => `t${at}`)

/** 200 lines of YAML in several of its forms; short ones, since every byte of them is a run. */
function yaml(conf: string): string {
  const blocks = GATEWAYS.map((name, at) =>
    at % 4 === 0
      ? `   ${name}: { proxy: a.b, register: no }\n`
      : `   # ${at}
   ${name}:
    template: a
    username: u
    password: "p${at}x"
    ping: 2${at % 10}
    variables:
    - name: a
      value: >-
        b
        c
`,
  )
  return `version: 1
freeswitch:
  conf: ${conf}
templates:
  a:
    proxy: a.b
profiles:
 internal:
  gateways: {}
 external:
  prune: all
  defaults:
   ping: 25
  gateways:
${blocks.join('')}policy:
  max-deletes: 9
  allow-last-healthy: true
`
}

function load(conf: string, text: string): LoadResult {
  return loadDesired({ paths: ['-'], stdin: text, cwd: conf, env: {}, resolveSecrets: true })
}

function planOf(conf: string, desired: Desired, doubt: Doubt | undefined): Plan {
  const options = doubt === undefined ? {} : { withholdDeletes: doubt.reason }
  const { plan, diagnostics } = buildPlan(desired, readDisk(localTarget(conf)), undefined, options)
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

/** Where all gateways of the YAML stand on disk and carry the marker, and two more of gwctl's beside them. */
function inConf(body: (conf: string, text: string) => void): void {
  const conf = mkdtempSync(join(tmpdir(), 'gwctl-cut-'))
  try {
    const standing = [...GATEWAYS.map((name) => `external/${name}`), 'internal/one', 'internal/two']
    const files = standing.map((path) => [
      `sip_profiles/${path}.xml`,
      gatewayFile(path, { managed: 'yes', proxy: 'old.example', register: 'false' }),
    ])
    writeConf(conf, { files: Object.fromEntries(files) as Record<string, string> })
    body(conf, yaml(conf))
  } finally {
    rmSync(conf, { recursive: true })
  }
}

describe('a valid YAML of 200 lines that is cut at every byte', () => {
  it('is long enough to mean something, and whole it deletes', () =>
    inConf((conf, text) => {
      expect(text.split('\n').length).toBeGreaterThanOrEqual(200)
      const { desired, sources } = load(conf, `${text}...\n`)
      const plan = desired && planOf(conf, desired, doubtCompleteness(conf, { desired, sources }))
      expect(plan?.changes.filter((each) => each.action === 'delete')).toHaveLength(2)
    }))

  it(
    'deletes nothing, and after an apply of the whole changes nothing',
    () =>
      inConf((conf, text) => {
        const applied = mkdtempSync(join(tmpdir(), 'gwctl-cut-record-'))
        const whole = load(conf, text)
        if (whole.desired === undefined) throw new Error('the whole does not load')
        recordInput(applied, { desired: whole.desired, sources: whole.sources })
        let plans = 0
        for (let at = 0; at < text.length; at++) {
          const loaded = load(conf, text.slice(0, at))
          if (loaded.desired === undefined) continue
          plans += 1
          const first = planOf(
            conf,
            loaded.desired,
            doubtCompleteness(conf, { desired: loaded.desired, sources: loaded.sources }),
          )
          const deleted = first.changes.filter((each) => each.action === 'delete')
          if (deleted.length > 0) throw new Error(`cut at ${at} deletes ${deleted[0]?.gateway ?? ''}`)
          const doubt = doubtCompleteness(applied, { desired: loaded.desired, sources: loaded.sources })
          if (doubt?.cut !== true && planOf(conf, loaded.desired, doubt).changes.length > 0)
            throw new Error(`cut at ${at} is taken for whole`)
        }
        rmSync(applied, { recursive: true })
        // A beginning that ends with a line is often valid: the test would be empty otherwise.
        expect(plans).toBeGreaterThan(100)
      }),
    60_000,
  )
})
