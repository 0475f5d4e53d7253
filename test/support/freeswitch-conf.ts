import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One SIP profile of the switch under test, on 127.0.0.1. */
export interface ProfileOptions {
  readonly name: string
  readonly port: number
  /** Files of `sip_profiles/<name>/`: name -> content. */
  readonly files?: Readonly<Record<string, string>>
  /** More `<settings>` params. */
  readonly settings?: Readonly<Record<string, string>>
  /** Domains of the directory whose users bring gateways into it. */
  readonly domains?: readonly string[]
}

export interface ConfOptions {
  readonly eslPort: number
  readonly password: string
  readonly profiles: readonly ProfileOptions[]
  /** More files, or others in place of the usual ones. */
  readonly files?: Readonly<Record<string, string>>
}

const MODULES = [
  'mod_event_socket',
  'mod_commands',
  'mod_dptools',
  'mod_dialplan_xml',
  'mod_distributor',
  'mod_sofia',
]

/** Writes a configuration directory laid out like FreeSWITCH's own ("vanilla"), as small as it may be. */
export function writeConf(conf: string, options: ConfOptions): void {
  const files: Record<string, string> = {
    'freeswitch.xml': ROOT,
    'vars.xml': '<include>\n  <X-PRE-PROCESS cmd="set" data="domain=127.0.0.1"/>\n</include>\n',
    'dialplan/public.xml': '<include>\n  <context name="public"/>\n</include>\n',
    'autoload_configs/switch.conf.xml': configuration('switch.conf', [
      settings({ loglevel: 'warning', 'max-sessions': '100', 'sessions-per-second': '100' }),
    ]),
    'autoload_configs/modules.conf.xml': configuration('modules.conf', [
      element(
        'modules',
        MODULES.map((name) => `<load module="${name}"/>`),
      ),
    ]),
    'autoload_configs/event_socket.conf.xml': configuration('event_socket.conf', [
      settings({
        'nat-map': 'false',
        'listen-ip': '127.0.0.1',
        'listen-port': `${options.eslPort}`,
        password: options.password,
        'stop-on-bind-error': 'true',
      }),
    ]),
    'autoload_configs/distributor.conf.xml': configuration('distributor.conf', ['    <lists/>']),
    'autoload_configs/sofia.conf.xml': configuration('sofia.conf', [
      settings({ 'log-level': '0', 'auto-restart': 'false' }, 'global_settings'),
      element('profiles', ['<X-PRE-PROCESS cmd="include" data="../sip_profiles/*.xml"/>']),
    ]),
  }
  for (const profile of options.profiles) {
    files[`sip_profiles/${profile.name}.xml`] = writeProfile(profile)
    mkdirSync(join(conf, 'sip_profiles', profile.name), { recursive: true })
    for (const [name, content] of Object.entries(profile.files ?? {})) {
      files[`sip_profiles/${profile.name}/${name}`] = content
    }
  }
  for (const [path, content] of Object.entries({ ...files, ...options.files })) {
    mkdirSync(dirname(join(conf, path)), { recursive: true })
    writeFileSync(join(conf, path), content)
  }
}

/** A gateway file as vanilla has them: one `<gateway>` between `<include>` lines. Values must need no escaping. */
export function writeGateway(name: string, params: Readonly<Record<string, string>>): string {
  const lines = Object.entries(params).map(([key, value]) => `    <param name="${key}" value="${value}"/>`)
  return `<include>\n  <gateway name="${name}">\n${lines.join('\n')}\n  </gateway>\n</include>\n`
}

function writeProfile(profile: ProfileOptions): string {
  const params = {
    'sip-ip': '127.0.0.1',
    'sip-port': `${profile.port}`,
    'rtp-ip': '127.0.0.1',
    context: 'public',
    dialplan: 'XML',
    'auth-calls': 'false',
    'manage-presence': 'false',
    'disable-srv': 'true',
    'disable-naptr': 'true',
    tls: 'false',
    ...profile.settings,
  }
  const domains = (profile.domains ?? []).map((name) => `<domain name="${name}" parse="true"/>`)
  return `<profile name="${profile.name}">
${domains.length === 0 ? '' : `${element('domains', domains)}\n`}  <gateways>
    <X-PRE-PROCESS cmd="include" data="${profile.name}/*.xml"/>
  </gateways>
${settings(params)}
</profile>
`
}

function configuration(name: string, parts: readonly string[]): string {
  return `<configuration name="${name}">\n${parts.join('\n')}\n</configuration>\n`
}

function settings(params: Readonly<Record<string, string>>, tag = 'settings'): string {
  return element(
    tag,
    Object.entries(params).map(([name, value]) => `<param name="${name}" value="${value}"/>`),
  )
}

function element(tag: string, lines: readonly string[]): string {
  return `  <${tag}>\n${lines.map((line) => `    ${line}\n`).join('')}  </${tag}>`
}

const ROOT = `<?xml version="1.0"?>
<document type="freeswitch/xml">
  <X-PRE-PROCESS cmd="include" data="vars.xml"/>
  <section name="configuration">
    <X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>
  </section>
  <section name="dialplan">
    <X-PRE-PROCESS cmd="include" data="dialplan/*.xml"/>
  </section>
  <section name="directory">
    <X-PRE-PROCESS cmd="include" data="directory/*.xml"/>
  </section>
</document>
`
