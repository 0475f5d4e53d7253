import type { Disk, DiskGateway } from '../../src/model/disk.ts'
import type { GatewayDefinition, Text } from '../../src/model/gateway.ts'
import { readText, writeText } from '../../src/model/text.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'

export const FREESWITCH_XML = `<?xml version="1.0"?>
<document type="freeswitch/xml">
  <X-PRE-PROCESS cmd="include" data="vars.xml"/>
  <section name="configuration" description="Various">
    <X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>
  </section>
</document>
`

export const SOFIA_CONF = `<configuration name="sofia.conf" description="sofia Endpoint">
  <profiles>
    <X-PRE-PROCESS cmd="include" data="../sip_profiles/*.xml"/>
  </profiles>
</configuration>
`

export const EXTERNAL = `<profile name="external">
  <gateways>
    <X-PRE-PROCESS cmd="include" data="external/*.xml"/>
  </gateways>
  <settings>
    <param name="sip-port" value="5080"/>
  </settings>
</profile>
`

/** A whole configuration, of which the given files replace or complete the usual ones. */
export function conf(files: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({
      'freeswitch.xml': FREESWITCH_XML,
      'vars.xml': '<include>\n  <X-PRE-PROCESS cmd="set" data="carrier=sip.acme.example"/>\n</include>\n',
      'autoload_configs/sofia.conf.xml': SOFIA_CONF,
      'sip_profiles/external.xml': EXTERNAL,
      ...files,
    }),
  )
}

/** A configuration with this text as the one gateway file of the profile external. */
export function withGatewayFile(text: string, more: Readonly<Record<string, string>> = {}): Disk {
  return readDisk(readFromMemory(conf({ 'sip_profiles/external/gw.xml': text, ...more })))
}

export function gatewaysOf(disk: Disk): readonly DiskGateway[] {
  return disk.profiles.flatMap(({ gateways }) => gateways)
}

export function gatewayOf(disk: Disk, name: string): DiskGateway {
  const found = gatewaysOf(disk).find((each) => each.name === name)
  if (found === undefined) throw new Error(`no gateway ${name}: ${messages(disk).join('; ')}`)
  return found
}

export function messages(disk: Disk): readonly string[] {
  return disk.diagnostics.map(({ code, message }) => `${code} ${message}`)
}

/** Params as FreeSWITCH reads them. */
export function paramsOf(gateway: DiskGateway, disk: Disk): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...gateway.definition.params].map(([name, { xml }]) => [name, readText(xml, disk.globals)]),
  )
}

export function text(value: string, sensitive = false): Text {
  return { xml: writeText(value), sensitive }
}

export function definition(
  params: Readonly<Record<string, string>>,
  more: Partial<GatewayDefinition> = {},
): GatewayDefinition {
  return {
    params: new Map(Object.entries(params).map(([name, value]) => [name, text(value, name === 'password')])),
    variables: [],
    subscriptions: [],
    ...more,
  }
}
