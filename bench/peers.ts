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

/**
 * Ansible doing the same job: one template for each gateway, compared with what stands there, and a
 * handler that would rescan. `--check --diff` writes nothing.
 */
export function ansible(directory: string, gateways: number, runs: number): Work {
  const at = join(directory, 'ansible')
  mkdirSync(at)
  const names = Array.from({ length: gateways }, (_, index) => `trunk-${String(index).padStart(5, '0')}`)
  const items = names.map((name) => ({ name, proxy: `sip.${name}.example`, password: `Secr3t-of-${name}` }))
  writeFileSync(join(at, 'gateways.json'), JSON.stringify({ gateways: items }))
  writeFileSync(join(at, 'gateway.xml.j2'), TEMPLATE)
  writeFileSync(join(at, 'play.yaml'), PLAYBOOK)
  return {
    name: 'ansible --check --diff',
    command: ['ansible-playbook', '-i', 'localhost,', '-c', 'local', '--check', '--diff', 'play.yaml'],
    cwd: at,
    env: { ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'False' },
    runs,
  }
}

const PLAYBOOK = `- hosts: localhost
  gather_facts: false
  vars_files: [gateways.json]
  tasks:
    - template:
        src: gateway.xml.j2
        dest: "../conf/sip_profiles/external/{{ item.name }}.xml"
      loop: "{{ gateways }}"
      loop_control: { label: "{{ item.name }}" }
      notify: rescan
  handlers:
    - name: rescan
      command: fs_cli -x "sofia profile external rescan reloadxml"
`
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
