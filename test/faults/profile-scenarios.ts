import { populate, type Part, type Place, type Population } from './population.ts'
import type { Runtime, Scenario } from './scenarios.ts'

/** Settings of profiles, and whole ones that come and go, each beside a gateway that changes. */
export const PROFILE_SCENARIOS: readonly Scenario[] = [
  changing('setting', [external('update')], withSetting),
  changing('sip-port', [external('update'), external('stay')], withPort),
  changing('new profile', [external('update')], withNewProfile),
  changing('profile that goes', [external('update')], withoutProfile),
]

/** Stands in a file of its own, with one gateway; no other scenario has it. */
const CUSTOM = 'custom'
const GATEWAY = 'gw-custom'
const RESCANNED = 'inbound-late-negotiation'

type Extend = (population: Population, place: Place, seed: number) => Population

function external(role: Part['role']): Part {
  return { role, profile: 'external' }
}

function changing(name: string, parts: readonly Part[], extend: Extend): Scenario {
  return {
    name,
    populate: (seed, place) => extend(populate(parts, seed, place), place, seed),
    differences: profileDifferences,
  }
}

/**
 * One that a rescan brings into force, in both profiles. In one of them it was not set before, so that
 * only a restart takes it back; in which, the seed decides.
 */
function withSetting({ files, yaml }: Population, _: Place, seed: number): Population {
  const path = `sip_profiles/${seed % 2 === 0 ? 'external' : 'internal'}.xml`
  const param = `<settings>\n${lines({ [RESCANNED]: 'false' })}`
  const standing = String(files[path]).replace(/<settings>\r?\n/, param)
  const setting = `${RESCANNED}: true`
  return {
    files: { ...files, [path]: standing },
    yaml: settingOf(settingOf(yaml, 'external', setting), 'internal', setting),
  }
}

/** One that only a restart brings into force. */
function withPort({ files, yaml }: Population, { sipPorts }: Place): Population {
  return { files, yaml: settingOf(yaml, 'external', `sip-port: ${sipPorts.spare}`) }
}

function settingOf(yaml: string, profile: Part['profile'], setting: string): string {
  return yaml.replace(`  ${profile}:\n`, `  ${profile}:\n    settings: { ${setting} }\n`)
}

function withNewProfile({ files, yaml }: Population, { carrier, sipPorts }: Place, seed: number): Population {
  const settings = { context: 'public', ...settingsAt(sipPorts.spare) }
  const gateways = { [GATEWAY]: paramsOf(carrier, seed) }
  return { files, yaml: `${yaml}  ${CUSTOM}: ${JSON.stringify({ create: true, settings, gateways })}\n` }
}

/** Its gateway stands in its file or beside it, as the seed decides. */
function withoutProfile({ files, yaml }: Population, { carrier, sipPorts }: Place, seed: number): Population {
  const marker = `    <!-- gwctl: managed ${CUSTOM}/${GATEWAY} -->\n`
  const gateway = `  <gateway name="${GATEWAY}">\n${marker}${lines(paramsOf(carrier, seed))}  </gateway>\n`
  const inline = seed % 3 === 0
  const include = `    <X-PRE-PROCESS cmd="include" data="${CUSTOM}/*.xml"/>\n`
  const standing = `  <gateways>\n${inline ? gateway : ''}${include}  </gateways>\n`
  const settings = `  <settings>\n${lines(settingsAt(sipPorts.spare))}  </settings>\n`
  return {
    files: {
      ...files,
      [`sip_profiles/${CUSTOM}.xml`]: `<profile name="${CUSTOM}">\n${standing}${settings}</profile>\n`,
      ...(!inline && { [`sip_profiles/${CUSTOM}/${GATEWAY}.xml`]: `<include>\n${gateway}</include>\n` }),
    },
    yaml: `${yaml}  ${CUSTOM}: { ensure: absent }\n`,
  }
}

function settingsAt(port: number): Record<string, string> {
  return {
    'sip-ip': '127.0.0.1',
    'rtp-ip': '127.0.0.1',
    'sip-port': String(port),
    'manage-presence': 'false',
  }
}

function paramsOf(carrier: string, seed: number): Record<string, string> {
  const account = seed % 4 === 0 ? { register: 'false' } : { username: GATEWAY, password: 'secret' }
  return { proxy: carrier, ...account, 'expire-seconds': '36000' }
}

function lines(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([name, value]) => `    <param name="${name}" value="${value}"/>\n`)
    .join('')
}

/** The profiles of the files run and no others, each with the setting and on the port that its file says. */
async function profileDifferences({ disk, live, api }: Runtime): Promise<readonly string[]> {
  const running = live.profiles.filter((each) => each.state === 'RUNNING').map((each) => each.name)
  const stand = disk.profiles.map((each) => each.name)
  const wrongs = await Promise.all(
    disk.profiles
      .filter(({ name }) => running.includes(name))
      .map(async ({ name, settings }) => {
        const status = await api(`sofia xmlstatus profile ${name}`)
        return [
          ...settingDifference(name, settings.get(RESCANNED) ?? 'false', status),
          ...portDifferences(name, settings.get('sip-port'), live),
        ]
      }),
  )
  return [
    ...stand.filter((each) => !running.includes(each)).map((each) => `profile ${each} does not run`),
    ...live.profiles
      .filter((each) => !stand.includes(each.name))
      .map((each) => `profile ${each.name} is ${each.state} and does not stand on disk`),
    ...wrongs.flat(),
  ]
}

function settingDifference(profile: string, wants: string, status: string): string[] {
  const [, has = 'nothing'] = /<late-neg>(.*)<\/late-neg>/.exec(status) ?? []
  return has === wants ? [] : [`profile ${profile} has ${RESCANNED} ${has} instead of ${wants}`]
}

/** A status shows the port that was read last; the Contact of a gateway the one that was read at the start, which is bound. */
function portDifferences(
  profile: string,
  wants: string | undefined,
  { gateways }: Runtime['live'],
): string[] {
  return gateways.flatMap((each) => {
    if (each.profile !== profile) return []
    const [, has = 'no port'] = /@[^;>]*:(\d+)[;>]/.exec(each.contact) ?? []
    return has === wants ? [] : [`${profile}/${each.name} is bound to ${has} instead of ${String(wants)}`]
  })
}
