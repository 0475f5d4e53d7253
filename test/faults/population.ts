import { createRandom } from '../support/seeded-random.ts'

/** What becomes of a gateway in a scenario; `stay` and `strange` stand beside the change and must not be touched. */
export type Role = 'create' | 'update' | 'delete' | 'adopt' | 'move' | 'stay' | 'strange'

export interface Part {
  readonly role: Role
  /** The profile in which it stands, or will; one that moves goes to the other one. */
  readonly profile: 'external' | 'internal'
  /** Absent: the seed decides. */
  readonly registers?: true
}

/** What a switch and its surroundings give to a population. */
export interface Place {
  /** `host:port` to which all gateways belong. */
  readonly carrier: string
  /** `spare` is free: for a profile that comes, or goes to another port. */
  readonly sipPorts: Readonly<Record<Part['profile'] | 'spare', number>>
}

export interface Population {
  /** The files under the configuration directory that hold gateways, profiles among them. */
  readonly files: Readonly<Record<string, string>>
  /** The desired profiles, without the head of the YAML. */
  readonly yaml: string
}

interface Member extends Omit<Part, 'registers'> {
  readonly name: string
  readonly registers: boolean
  readonly layout: 'own' | 'shared' | 'inline'
  readonly ping: number
}

const PROFILES = ['external', 'internal'] as const

/**
 * Gateways for these parts. The seed decides what the contract leaves open: whether each registers,
 * whether it stands in a file of its own, beside others or inline in the profile, their order, how
 * many others there are, and how lines end.
 */
export function populate(parts: readonly Part[], seed: number, place: Place): Population {
  const { carrier } = place
  const random = createRandom(seed)
  const others = Array.from({ length: 1 + Math.floor(random() * 2) }, (): Part => ({
    role: random() < 0.7 ? 'stay' : 'strange',
    profile: random() < 0.7 ? 'external' : 'internal',
  }))
  const members = shuffle([...parts, ...others], random).map((part, index): Member => ({
    ...part,
    name: `gw-${index}-${part.role}`,
    registers: random() < 0.6 || part.registers === true,
    layout: (['own', 'own', 'shared', 'inline'] as const)[Math.floor(random() * 4)] ?? 'own',
    ping: random() < 0.3 ? 25 : 0,
  }))
  const lineEnd = random() < 0.3 ? '\r\n' : '\n'
  const files = Object.entries(filesOf(members, place)).map(([file, text]) => [
    file,
    text.replaceAll('\n', lineEnd),
  ])
  return { files: Object.fromEntries(files), yaml: yamlOf(members, carrier) }
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function filesOf(members: readonly Member[], { carrier, sipPorts }: Place): Record<string, string> {
  const files: Record<string, string> = {}
  for (const profile of PROFILES) {
    const standing = members.filter((each) => each.profile === profile && each.role !== 'create')
    const laid = (layout: Member['layout']): string[] =>
      standing.filter((each) => each.layout === layout).map((each) => element(each, carrier))
    files[`sip_profiles/${profile}.xml`] = profileFile(profile, sipPorts[profile], laid('inline').join(''))
    if (laid('shared').length > 0) files[`sip_profiles/${profile}/shared.xml`] = included(laid('shared'))
    for (const own of standing.filter((each) => each.layout === 'own')) {
      files[`sip_profiles/${profile}/${own.name}.xml`] = included([element(own, carrier)])
    }
  }
  return files
}

function included(elements: readonly string[]): string {
  return `<include>\n  <!-- by hand -->\n${elements.join('')}</include>\n`
}

function element(member: Member, carrier: string): string {
  const { profile, name, role } = member
  const managed = role !== 'adopt' && role !== 'strange'
  const marker = managed ? `    <!-- gwctl: managed ${profile}/${name} -->\n` : ''
  const params = Object.entries(paramsOf(member, carrier)).map(
    ([param, value]) => `    <param name="${param}" value="${value}"/>\n`,
  )
  return `  <gateway name="${name}">\n${marker}${params.join('')}  </gateway>\n`
}

function paramsOf({ registers, name, ping }: Member, carrier: string): Record<string, string> {
  return {
    proxy: carrier,
    ...(registers ? { username: name, password: 'secret' } : { register: 'false' }),
    // Long enough that no refresh falls into a test.
    'expire-seconds': '36000',
    ...(ping > 0 && { ping: String(ping) }),
  }
}

function yamlOf(members: readonly Member[], carrier: string): string {
  const profiles = PROFILES.flatMap((profile) => {
    const wanted = members.filter((each) => wantedIn(each) === profile)
    const lines = wanted.map((each) => `      ${each.name}: ${JSON.stringify(desired(each, carrier))}\n`)
    return [`  ${profile}:\n    gateways:${lines.length === 0 ? ' {}\n' : `\n${lines.join('')}`}`]
  })
  return `profiles:\n${profiles.join('')}`
}

function wantedIn({ role, profile }: Member): Member['profile'] | undefined {
  if (role === 'delete' || role === 'strange') return undefined
  if (role !== 'move') return profile
  return profile === 'external' ? 'internal' : 'external'
}

function desired(member: Member, carrier: string): Record<string, string> {
  const params = paramsOf(member, carrier)
  return member.role === 'update' ? { ...params, 'expire-seconds': '36001', 'retry-seconds': '40' } : params
}

function profileFile(name: string, port: number, inline: string): string {
  return `<profile name="${name}">
  <gateways>
${inline}    <X-PRE-PROCESS cmd="include" data="${name}/*.xml"/>
  </gateways>
  <settings>
    <param name="context" value="public"/>
    <param name="dialplan" value="XML"/>
    <param name="sip-ip" value="127.0.0.1"/>
    <param name="rtp-ip" value="127.0.0.1"/>
    <param name="sip-port" value="${port}"/>
    <param name="manage-presence" value="false"/>
    <param name="disable-srv" value="true"/>
    <param name="disable-naptr" value="true"/>
  </settings>
</profile>
`
}
