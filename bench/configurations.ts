import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** How gateways are spread over files. */
export type Layout = 'one file each' | 'twenty to a file' | 'one big file'

export interface Configuration {
  /** Holds gwctl.yaml and conf/. */
  readonly directory: string
  remove(): void
}

/**
 * A configuration directory with so many gateways and a YAML that desires them; with `changed`, each
 * with another expire-seconds than on disk.
 */
export function writeConfiguration(
  gateways: number,
  {
    layout = 'one file each',
    changed = false,
  }: { readonly layout?: Layout; readonly changed?: boolean } = {},
): Configuration {
  const directory = mkdtempSync(join(tmpdir(), 'gwctl-bench-'))
  const names = Array.from({ length: gateways }, (_, index) => `trunk-${String(index).padStart(5, '0')}`)
  const files = new Map([
    ['conf/freeswitch.xml', FREESWITCH],
    ['conf/autoload_configs/sofia.conf.xml', SOFIA],
    ['conf/sip_profiles/external.xml', PROFILE],
    ...chunks(names, PER_FILE[layout]).map((chunk): [string, string] => [
      `conf/sip_profiles/external/${chunk[0] ?? ''}.xml`,
      `<include>\n${chunk.map(gatewayXml).join('')}</include>\n`,
    ]),
    ['gwctl.yaml', yaml(names, changed ? 900 : 600)],
  ])
  for (const [name, text] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

const PER_FILE: Readonly<Record<Layout, number>> = {
  'one file each': 1,
  'twenty to a file': 20,
  'one big file': Number.POSITIVE_INFINITY,
}

function chunks(names: readonly string[], size: number): string[][] {
  const length = Math.min(size, Math.max(1, names.length))
  return Array.from({ length: Math.ceil(names.length / length) }, (_, index) =>
    names.slice(index * length, (index + 1) * length),
  )
}

/** Ten parameters, as trunks of carriers have. */
function paramsOf(name: string, expireSeconds: number): [string, string | number | boolean][] {
  return [
    ['proxy', `sip.${name}.example`],
    ['username', `user-of-${name}`],
    ['password', `Secr3t-of-${name}`],
    ['register', true],
    ['expire-seconds', expireSeconds],
    ['retry-seconds', 30],
    ['ping', 25],
    ['caller-id-in-from', true],
    ['register-transport', 'udp'],
    ['from-domain', 'carrier.example'],
  ]
}

function gatewayXml(name: string): string {
  const params = paramsOf(name, 600).map(
    ([param, value]) => `    <param name="${param}" value="${String(value)}"/>\n`,
  )
  return `  <gateway name="${name}">\n    <!-- gwctl: managed external/${name} -->\n${params.join('')}  </gateway>\n`
}

function yaml(names: readonly string[], expireSeconds: number): string {
  const gateways = names.map((name) => {
    const params = paramsOf(name, expireSeconds).map(
      ([param, value]) => `        ${param}: ${String(value)}\n`,
    )
    return `      ${name}:\n${params.join('')}`
  })
  return `version: 1\nfreeswitch: { conf: ./conf }\nprofiles:\n  external:\n    gateways:\n${gateways.join('')}...\n`
}

const FREESWITCH = `<?xml version="1.0"?>
<document type="freeswitch/xml">
  <section name="configuration">
    <X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>
  </section>
</document>
`
const SOFIA = `<configuration name="sofia.conf">
  <profiles>
    <X-PRE-PROCESS cmd="include" data="../sip_profiles/*.xml"/>
  </profiles>
</configuration>
`
const PROFILE = `<profile name="external">
  <gateways>
    <X-PRE-PROCESS cmd="include" data="external/*.xml"/>
  </gateways>
  <settings>
    <param name="sip-ip" value="127.0.0.1"/>
    <param name="sip-port" value="5080"/>
  </settings>
</profile>
`
