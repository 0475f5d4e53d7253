import { gatewayFile } from '../support/small-conf.ts'
import { COUNT, type Canaries } from './canaries.ts'

const GATEWAYS = COUNT / 4
export const CARRIER = '127.0.0.1:15060'

/** One way that a gateway is spoken of in the YAML. */
export type Telling = 'all' | 'moved' | 'literal'

/** What stands above the profiles. */
export function head(): string {
  return `version: 1
freeswitch: { conf: ./conf }
policy: { max-deletes: 100, allow-last-healthy: true }
profiles:
`
}

/** The gateways, each with four secrets. */
export function yaml(telling: Telling): string {
  const all = Array.from({ length: GATEWAYS }, (_, at) => at)
  const moved = telling === 'moved' ? all.filter((at) => at % 10 === 6) : []
  const gone = telling === 'moved' ? all.filter((at) => at % 10 === 7) : []
  const here = all.filter((at) => !moved.includes(at) && !gone.includes(at))
  const lines = (which: readonly number[]): string => which.map((at) => gatewayYaml(at, telling)).join('')
  return `${head()}  external:
    gateways:
${lines(here)}  internal:
    gateways:${moved.length === 0 ? ' {}\n' : `\n${lines(moved)}`}...
`
}

/** Its four secrets, half of them from files; g0 registers, some belong to a host named by a secret. */
function gatewayYaml(at: number, telling: Telling): string {
  const reference = (place: number): string => {
    const n = at * 4 + place
    return n % 2 === 0 ? `\${env:S${n}}` : `\${file:secret-${n}}`
  }
  const account =
    at === 0 ? `proxy: "${CARRIER}", expire-seconds: 600` : `proxy: ${hostOf(at)}, register: false`
  const literal = telling === 'literal' && at % 10 === 4
  const disabled = telling === 'moved' && at % 10 === 8 ? ', enabled: false' : ''
  const values = literal
    ? `password: "${reference(0)}", username: plain-user, auth-username: plain-auth, variables: [{ name: v, value: plain }]`
    : `password: "${reference(0)}", username: "${reference(1)}", auth-username: "a.${reference(2)}.b", variables: [{ name: v, value: "${reference(3)}" }]`
  return `      g${at}: { ${account}, ${values}${disabled} }\n`
}

/** Of one in ten gateways a secret is part of the host name. */
function hostOf(at: number): string {
  return at % 10 === 9 ? `"sip.\${env:S${at * 4 + 2}}.example"` : 'sip.example'
}

/** A file that gwctl did not write; it is changed next to what is none of its business. */
export function strangers({ old }: Canaries): Record<string, string> {
  const hers = gatewayFile('external/hers', { proxy: 'h', register: 'false', password: xml(old[1] ?? '') })
  const ours = gatewayFile('external/g1', { managed: 'yes', proxy: 'h', register: 'false', password: 'p' })
  const inner = (text: string): string => text.replace(/<\/?include>\n/g, '')
  return {
    'sip_profiles/external/shared.xml': `<include>\n${inner(hers)}${inner(ours)}</include>\n`,
  }
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
