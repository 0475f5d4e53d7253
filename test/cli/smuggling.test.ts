import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDesired } from '../../src/config/load.ts'
import { commandFor } from '../../src/freeswitch/command-for.ts'
import { GATEWAY_PARAMS } from '../../src/model/params.ts'
import type { Live } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { renderPlanJson } from '../../src/render/plan-json.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { readConf } from '../../src/sandbox/conf.ts'
import { createSwitch } from '../../src/sandbox/switch.ts'
import {
  attributeOf,
  childOf,
  childrenOf,
  findConfiguration,
  type XmlElement,
} from '../../src/sandbox/xml-tree.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { live, running } from '../support/plan-world.ts'
import { gatewayFile, writeConf } from '../support/small-conf.ts'

const HOSTILE = [
  'a\nb',
  'a\r\n\r\napi shutdown',
  'a b',
  ' a',
  'a\tb',
  'a"b',
  "a'b",
  'a&b',
  'a<b',
  'a>b',
  ']]>',
  '-->',
  '--><gateway name="evil"/><!--',
  '<include>',
  '</include>',
  '</gateway><gateway name="evil">',
  '"/><param name="register" value="false"/><x y="',
  '<X-PRE-PROCESS cmd="exec" data="touch /tmp/evil"/>',
  'X-PRE-PROCESS cmd="include" data="/etc/passwd"',
  'x-pre-process',
  '$${evil}',
  '$${ev',
  '${evil}',
  '&#10;',
  '&quot;/>',
  'a\u0000b',
  'a\u0001b',
  'a\u001b[2Jb',
  'a\u007fb',
  'a\u0085b',
  'a\u2028b',
  '../../etc/evil',
  '/etc/evil',
  '%0a',
  'a::b',
  '_all_',
  'all',
  '_ALL_',
  '.',
  '..',
  'ä',
  '',
]

/** All that may ever reach the switch. */
const COMMAND = /^(reloadxml|sofia profile [\w.-]+ (rescan reloadxml|(killgw|register) [\w.-]+::[\w.-]+))$/

function inConf(
  gateways: Record<string, Record<string, string>>,
  body: (conf: string) => void,
  files: Record<string, string> = {},
): void {
  const conf = mkdtempSync(join(tmpdir(), 'gwctl-smuggle-'))
  try {
    writeConf(conf, { gateways, files })
    body(conf)
  } finally {
    rmSync(conf, { recursive: true })
  }
}

function load(conf: string, profiles: unknown, env: Record<string, string> = {}) {
  // JSON is YAML, and escapes what it has to.
  const text = `${JSON.stringify({ version: 1, freeswitch: { conf }, profiles })}\n`
  return loadDesired({ paths: ['-'], stdin: text, cwd: conf, env, resolveSecrets: true })
}

/** The gateways that the sandbox's own reading, which shares no code with gwctl's, finds in the files. */
function gatewaysInSwitch(conf: string): XmlElement[] {
  const model = createSwitch({
    readConf: (globals) => readConf(localTarget(conf), globals),
    start: 0,
    createUuid: () => '0',
  })
  const profiles = childOf(findConfiguration(model.root(), 'sofia.conf'), 'profiles')
  return childrenOf(profiles, 'profile').flatMap((each) => childrenOf(childOf(each, 'gateways'), 'gateway'))
}

function expectOnlyCommands(plan: Plan): void {
  for (const step of plan.steps) {
    if (step.kind !== 'command') continue
    if (COMMAND.test(step.command)) expect(commandFor(step.command).line).toBe(step.command)
    else expect(() => commandFor(step.command)).toThrow(expect.objectContaining({ code: 'GW407' }))
  }
  const text = renderPlanText(plan, { color: false, sources: new Map() })

  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)

  expect(renderPlanJson(plan)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
}

describe('a hostile name in the YAML', () => {
  it.each(HOSTILE)('%j is refused, of a gateway and of a profile', (name) =>
    inConf({}, (conf) => {
      const definition = { proxy: 'h', register: false }
      for (const profiles of [
        { external: { gateways: { [name]: definition } } },
        { [name]: { gateways: { acme: definition } } },
      ]) {
        const { desired } = load(conf, profiles)
        const plan = desired && buildPlan(desired, readDisk(localTarget(conf)), undefined).plan
        expect(plan).toBeUndefined()
      }
    }),
  )
})

describe('a hostile value in the YAML', () => {
  const TEXTS = GATEWAY_PARAMS.filter((each) => each.refused === undefined).map((each) => each.name)

  it.each(HOSTILE)('%j is refused, or stays one value of one parameter of one gateway', (value) =>
    inConf({}, (conf) => {
      let written = 0
      for (const name of [...TEXTS, 'extra-params']) {
        const given = name === 'extra-params' ? { x: value } : value
        const account = { proxy: 'h', username: 'u', password: 'p', [name]: given }
        const { desired } = load(conf, { external: { gateways: { acme: account } } })
        const plan = desired && buildPlan(desired, readDisk(localTarget(conf)), undefined).plan
        if (plan === undefined) continue
        expectOnlyCommands(plan)
        expectOneGateway(conf, plan, name === 'extra-params' ? 'x' : name, value)
        written += 1
      }
      if (value === 'a&b') expect(written).toBeGreaterThan(5)
    }),
  )

  it.each(HOSTILE)('%j in a variable or subscription is refused, or stays there', (value) =>
    inConf({}, (conf) => {
      for (const more of [
        { variables: [{ name: 'v', value }] },
        { variables: [{ name: value, value: 'v' }] },
        { subscriptions: [{ event: value, 'content-type': value }] },
      ]) {
        const account = { proxy: 'h', username: 'u', password: 'p', ...more }
        const { desired } = load(conf, { external: { gateways: { acme: account } } })
        const plan = desired && buildPlan(desired, readDisk(localTarget(conf)), undefined).plan
        if (plan === undefined) continue
        expectOnlyCommands(plan)
        expectOneGateway(conf, plan, 'username', 'u')
      }
    }),
  )

  it.each(HOSTILE)('%j out of a secret is never a reference or markup', (value) =>
    inConf({}, (conf) => {
      const account = { proxy: 'h', username: 'u', password: '${env:SECRET}' }
      const { desired } = load(conf, { external: { gateways: { acme: account } } }, { SECRET: value })
      const plan = desired && buildPlan(desired, readDisk(localTarget(conf)), undefined).plan
      if (plan !== undefined) expectOneGateway(conf, plan, 'password', value, true)
    }),
  )
})

/** Writes the plan's one file, reads it as the switch does, and takes it away again. */
function expectOneGateway(conf: string, plan: Plan, param: string, value: string, secret = false): void {
  const target = localTarget(conf)
  for (const { path, after, owner } of plan.files) target.write(path, after ?? '', owner)
  const gateways = gatewaysInSwitch(conf)
  expect(gateways.map((each) => attributeOf(each, 'name'))).toEqual(['acme'])
  const params = childrenOf(gateways[0], 'param').filter((each) => attributeOf(each, 'name') === param)
  const expanded = secret ? value : value.replaceAll(/\$\$\{[\w.-]+\}/g, '')
  expect(params.map((each) => attributeOf(each, 'value'))).toEqual([Buffer.from(expanded).toString('latin1')])
  for (const { path } of plan.files) target.remove(path)
}

describe('a hostile name that is there already', () => {
  const all = { external: { prune: 'all', gateways: {} } }

  it.each(HOSTILE)('on disk: %j', (name) =>
    inConf(
      {},
      (conf) => {
        const { desired } = load(conf, all)
        if (desired === undefined) throw new Error('it is valid')
        const { plan } = buildPlan(desired, readDisk(localTarget(conf)), undefined, { allow: { deletes: 9 } })
        if (plan !== undefined) expectOnlyCommands(plan)
      },
      {
        'sip_profiles/external/hostile.xml': gatewayFile(
          `external/${name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}`,
          { proxy: 'h', register: 'false' },
        ),
      },
    ),
  )

  it.each(HOSTILE)('in the switch: %j', (name) =>
    inConf({}, (conf) => {
      const { desired } = load(conf, all)
      if (desired === undefined) throw new Error('it is valid')
      const record = { ...running('external/x', { proxy: 'h', register: 'false' }), name }
      const world: Live = live([record])
      const { plan } = buildPlan(desired, readDisk(localTarget(conf)), world, {
        allow: { deletes: 9, lastHealthy: true },
      })
      if (plan !== undefined) expectOnlyCommands(plan)
    }),
  )
})
