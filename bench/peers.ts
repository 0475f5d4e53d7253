import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Work } from './measure.ts'

/** Whether a program is on PATH. */
export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The floor of starting. */
export const NODE: Work = { name: 'node -e 0', command: [process.execPath, '-e', '0'] }

/** The floor of reading: the same files, parsed and thrown away. */
export function xmllint(directory: string): Work {
  const files = 'find conf/sip_profiles -name "*.xml" -print0 | xargs -0 xmllint --noout'
  return { name: 'xmllint --noout', command: ['sh', '-c', files], cwd: directory }
}

/** What an Ansible play is about. */
export interface Play {
  /** Where it is written. */
  readonly directory: string
  /** The configuration directory. */
  readonly conf: string
  /** A gateway each, by what the template needs of it. */
  readonly gateways: readonly Readonly<Record<string, string | number>>[]
  /** Jinja, one file for each gateway. */
  readonly template: string
  /** Shell; what the handler does when a file has changed. */
  readonly handler: string
}

/**
 * Writes a play that does the same job with Ansible: one template for each gateway, compared with what
 * stands there, and a handler that tells the switch. Gives the command to run it.
 */
export function writePlay({ directory, conf, gateways, template, handler }: Play): [string, ...string[]] {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'gateways.json'), JSON.stringify({ gateways }))
  writeFileSync(join(directory, 'gateway.xml.j2'), template)
  writeFileSync(join(directory, 'handler.sh'), handler)
  writeFileSync(
    join(directory, 'play.yaml'),
    `- hosts: localhost
  gather_facts: false
  vars_files: [gateways.json]
  tasks:
    - template:
        src: gateway.xml.j2
        dest: "${conf}/sip_profiles/external/{{ item.name }}.xml"
      loop: "{{ gateways }}"
      loop_control: { label: "{{ item.name }}" }
      notify: tell
  handlers:
    - name: tell
      command: sh ${join(directory, 'handler.sh')}
`,
  )
  return ['ansible-playbook', '-i', 'localhost,', '-c', 'local', join(directory, 'play.yaml')]
}

export const ANSIBLE_ENV = { ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'False' }

/** Ansible's `--check --diff` of the gateways of bench/configurations.ts with another expire-seconds; it writes nothing. */
export function ansible(directory: string, gateways: number, runs: number): Work {
  const names = Array.from({ length: gateways }, (_, index) => `trunk-${String(index).padStart(5, '0')}`)
  const command = writePlay({
    directory: join(directory, 'ansible'),
    conf: join(directory, 'conf'),
    gateways: names.map((name) => ({ name, proxy: `sip.${name}.example`, password: `Secr3t-of-${name}` })),
    template: TEMPLATE,
    handler: 'fs_cli -x "sofia profile external rescan reloadxml"\n',
  })
  return {
    name: 'ansible --check --diff',
    command: [...command, '--check', '--diff'],
    cwd: directory,
    env: ANSIBLE_ENV,
    runs,
  }
}

const TEMPLATE = `<include>
  <gateway name="{{ item.name }}">
    <!-- gwctl: managed external/{{ item.name }} -->
    <param name="proxy" value="{{ item.proxy }}"/>
    <param name="username" value="user-of-{{ item.name }}"/>
    <param name="password" value="{{ item.password }}"/>
    <param name="register" value="true"/>
    <param name="expire-seconds" value="900"/>
    <param name="retry-seconds" value="30"/>
    <param name="ping" value="25"/>
    <param name="caller-id-in-from" value="true"/>
    <param name="register-transport" value="udp"/>
    <param name="from-domain" value="carrier.example"/>
  </gateway>
</include>
`
