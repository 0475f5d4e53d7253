import type { Desired, DesiredGateway, DesiredProfile } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { GatewayDefinition, Subscription, Text, Variable } from '../../src/model/gateway.ts'
import type { Live, LiveGateway } from '../../src/model/live.ts'
import { writeTextKeepingReferences } from '../../src/model/text.ts'
import { expectedLive } from '../../src/plan/live-fields.ts'
import { meaningOf } from '../../src/plan/meaning.ts'
import { readDisk } from '../../src/xml/read.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'

/** Small worlds for tests of the planner: desired, disk and live from a few words. */

export function text(value: string, sensitive = false): Text {
  return { xml: writeTextKeepingReferences(value), sensitive }
}

export function definition(
  params: Record<string, string>,
  more: { variables?: readonly Variable[]; subscriptions?: readonly Subscription[] } = {},
): GatewayDefinition {
  return {
    params: new Map(Object.entries(params).map(([name, value]) => [name, text(value, name === 'password')])),
    variables: more.variables ?? [],
    subscriptions: more.subscriptions ?? [],
  }
}

const NOWHERE = { file: 'gwctl.yaml', offset: 0, length: 1 }

export function gateway(
  path: string,
  params: Record<string, string> | GatewayDefinition,
  more: Partial<DesiredGateway> = {},
): DesiredGateway {
  const [profile = '', name = ''] = path.split('/')
  const given = isDefinition(params) ? params : definition(params)
  return { profile, name, enabled: true, definition: given, at: NOWHERE, ...more }
}

function isDefinition(params: Record<string, string> | GatewayDefinition): params is GatewayDefinition {
  return params['params'] instanceof Map
}

/** A profile with these settings managed, and no gateways unless told otherwise. */
export function profile(
  name: string,
  settings: Readonly<Record<string, string | readonly string[]>> = {},
  more: Partial<DesiredProfile> = {},
): DesiredProfile {
  const list = Object.entries(settings).map(([setting, values]) => ({
    name: setting,
    texts: (typeof values === 'string' ? [values] : values).map((each) => text(each)),
    at: NOWHERE,
  }))
  return { name, prune: 'managed', settings: list, at: NOWHERE, ...more }
}

export function desired(
  gateways: readonly DesiredGateway[],
  profiles: Partial<DesiredProfile>[] = [],
): Desired {
  const names = new Set([...profiles.map((each) => each.name ?? ''), ...gateways.map((each) => each.profile)])
  return {
    conf: '/conf',
    profiles: [...names].map((name) => ({
      name,
      prune: 'managed',
      ...managed(gateways, name, profiles),
      at: NOWHERE,
      ...profiles.find((each) => each.name === name),
    })),
    policy: { maxDeletes: 3, allowLastHealthy: false },
    backups: { keep: 20 },
  }
}

/** A profile that is given with settings only manages its gateways where there are some. */
function managed(
  gateways: readonly DesiredGateway[],
  name: string,
  profiles: readonly Partial<DesiredProfile>[],
): Pick<DesiredProfile, 'gateways'> {
  const mine = gateways.filter((each) => each.profile === name)
  const given = profiles.find((each) => each.name === name)
  return mine.length === 0 && (given?.settings ?? given?.absent) !== undefined ? {} : { gateways: mine }
}

/** A configuration directory with one profile file for each profile that `gateways` name; `managed` ones carry the marker. */
export function disk(
  gateways: Record<string, Record<string, string>>,
  options: {
    managed?: readonly string[]
    profiles?: readonly string[]
    settings?: string
    globals?: string
  } = {},
): Disk {
  return readDisk(readFromMemory(confFiles(gateways, options)))
}

export function confFiles(
  gateways: Record<string, Record<string, string>>,
  options: {
    managed?: readonly string[]
    profiles?: readonly string[]
    settings?: string
    globals?: string
  } = {},
): Map<string, string> {
  const profiles = new Set([...(options.profiles ?? ['external']), ...Object.keys(gateways).map(profileOf)])
  const files = new Map<string, string>([
    [
      'freeswitch.xml',
      `<document type="freeswitch/xml">\n${options.globals ?? ''}<section name="configuration">\n<configuration name="sofia.conf">\n<profiles>\n<X-PRE-PROCESS cmd="include" data="sip_profiles/*.xml"/>\n</profiles>\n</configuration>\n</section>\n</document>\n`,
    ],
  ])
  for (const profile of profiles) {
    files.set(
      `sip_profiles/${profile}.xml`,
      `<profile name="${profile}">\n<gateways>\n<X-PRE-PROCESS cmd="include" data="${profile}/*.xml"/>\n</gateways>\n<settings>\n<param name="sip-port" value="5080"/>\n${options.settings ?? ''}</settings>\n</profile>\n`,
    )
  }
  for (const [path, params] of Object.entries(gateways)) {
    const name = path.split('/')[1] ?? ''
    const marker = options.managed?.includes(path) === true ? `    <!-- gwctl: managed ${path} -->\n` : ''
    const lines = Object.entries(params).map(
      ([param, value]) => `    <param name="${param}" value="${writeTextKeepingReferences(value)}"/>\n`,
    )
    files.set(
      `sip_profiles/${path}.xml`,
      `<include>\n  <gateway name="${name}">\n${marker}${lines.join('')}  </gateway>\n</include>\n`,
    )
  }
  return files
}

function profileOf(path: string): string {
  return path.split('/')[0] ?? ''
}

/** A gateway as the switch shows it when it was started from `params`. */
export function running(
  path: string,
  params: Record<string, string>,
  more: Partial<LiveGateway> = {},
): LiveGateway {
  const [profile = '', name = ''] = path.split('/')
  const context = { gateway: name, globals: new Map<string, string>(), profileContext: undefined }
  const fields = expectedLive(meaningOf(definition(params), context), name)
  const registers = fields.register === 'true'
  const [user = '', rest = ''] = fields.contact.split('@')
  return {
    name,
    profile,
    scheme: fields.scheme,
    realm: fields.realm,
    username: fields.username,
    password: fields.password === 'yes',
    from: fields.from,
    contact: `<sip:${user}@127.0.0.1:5080${rest}>`,
    exten: fields.exten,
    to: fields.to,
    proxy: fields.proxy,
    context: fields.context,
    expires: fields.expires,
    freq: Number(fields.freq),
    ping: 0,
    pingfreq: Number(fields.pingfreq),
    pingmin: Number(fields.pingmin),
    pingcount: 0,
    pingmax: Number(fields.pingmax),
    pingtime: 0,
    pinging: false,
    state: registers ? 'REGED' : 'NOREG',
    status: 'UP',
    uptimeUsec: 1_000_000,
    callsIn: 0,
    callsOut: 0,
    failedCallsIn: 0,
    failedCallsOut: 0,
    ...more,
  }
}

export function live(gateways: readonly LiveGateway[], more: Partial<Live> = {}): Live {
  const profiles = new Set(['external', ...gateways.map((each) => each.profile)])
  return {
    coreUuid: 'f1f1f1f1-0000-4000-8000-000000000001',
    version: '1.10.12-release',
    profiles: [...profiles].map((name) => ({ name, state: 'RUNNING' })),
    gateways,
    globals: new Map(),
    ...more,
  }
}
