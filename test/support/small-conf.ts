import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface SmallConf {
  /** By `PROFILE/GATEWAY`, the parameters; `managed: 'yes'` is gwctl's marker, not a parameter. */
  readonly gateways?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** More files, or others in place of the usual ones. */
  readonly files?: Readonly<Record<string, string>>
  /** Of the event socket, as the configuration says it; default 8021. */
  readonly port?: number
}

/** A configuration directory with the profiles `external` and `internal`, one file for each gateway. */
export function writeConf(conf: string, options: SmallConf = {}): void {
  const gateways = Object.entries(options.gateways ?? {})
  const files: Record<string, string> = {
    'freeswitch.xml': FREESWITCH,
    'autoload_configs/sofia.conf.xml': SOFIA,
    'autoload_configs/event_socket.conf.xml': eventSocket(options.port ?? 8021),
    'sip_profiles/external.xml': profile('external', 5080),
    'sip_profiles/internal.xml': profile('internal', 5060),
    ...Object.fromEntries(
      gateways.map(([path, params]) => [`sip_profiles/${path}.xml`, gatewayFile(path, params)]),
    ),
    ...options.files,
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(conf, file)), { recursive: true })
    writeFileSync(join(conf, file), text)
  }
}

export function gatewayFile(path: string, params: Readonly<Record<string, string>>): string {
  const { managed, ...rest } = params
  const marker = managed === undefined ? '' : `    <!-- gwctl: managed ${path} -->\n`
  const lines = Object.entries(rest).map(([name, value]) => `    <param name="${name}" value="${value}"/>\n`)
  const name = path.slice(path.indexOf('/') + 1)
  return `<include>\n  <gateway name="${name}">\n${marker}${lines.join('')}  </gateway>\n</include>\n`
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

function eventSocket(port: number): string {
  return `<configuration name="event_socket.conf">
  <settings>
    <param name="listen-ip" value="127.0.0.1"/>
    <param name="listen-port" value="${port}"/>
    <param name="password" value="ClueCon"/>
  </settings>
</configuration>
`
}

function profile(name: string, port: number): string {
  return `<profile name="${name}">
  <gateways>
    <X-PRE-PROCESS cmd="include" data="${name}/*.xml"/>
  </gateways>
  <settings>
    <param name="context" value="public"/>
    <param name="dialplan" value="XML"/>
    <param name="sip-ip" value="127.0.0.1"/>
    <param name="rtp-ip" value="127.0.0.1"/>
    <param name="sip-port" value="${port}"/>
  </settings>
</profile>
`
}
