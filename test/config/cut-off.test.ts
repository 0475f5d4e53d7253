import { parseYaml } from '../../src/config/parse-yaml.ts'
import { describeAll, gatewaysOf, loadText } from './load-text.ts'

/** A file of some 200 lines with everything in it that a file may hold. */
function wholeFile(): string {
  const gateway = (index: number): string => `      acme-${index}:
        template: acme
        username: user${index}
        password: \${env:ACME}
        expire-seconds: 600
        variables:
          - { name: codec-prefs, value: PCMA, direction: inbound }
          - name: site
            value: "berlin"
`
  return `# Everything about our carriers.
version: 1

freeswitch:
  conf: ./conf
  event-socket: { host: 127.0.0.1, password: "\${env:ESL}" }

policy:
  max-deletes: 1
backups: { keep: 20 }

templates:
  acme:
    proxy: sip.acme.example
    register-transport: udp

profiles:
  external:
    prune: managed
    defaults:
      ping: 25
    gateways:
${Array.from({ length: 18 }, (_, index) => gateway(index)).join('')}      old:
        enabled: false
        proxy: old.example
  internal:
    gateways:
      office: { proxy: 10.0.0.1, register: false }
`
}

const CUT_OFF = 'The file ends in the middle of a line; it may be cut off.'
const env = { ACME: 's3same', ESL: 'cluecon' }

describe('a file that was cut off', () => {
  const text = wholeFile()
  const all = [...gatewaysOf(loadText(text, { env })).keys()]

  it('has some 200 lines', () => expect(text.split('\n').length).toBeGreaterThan(190))

  it('never loads when it ends in the middle of a line, and says so', () => {
    for (let cut = 1; cut < text.length; cut++) {
      if (text[cut - 1] === '\n') continue
      const { problems } = parseYaml('a.yaml', text.slice(0, cut))
      const isReported = problems.some(({ message }) => message === CUT_OFF || message === 'a.yaml is empty.')
      if (!isReported) expect(text.slice(0, cut)).toBe('reported')
    }
  })

  it('loads with fewer gateways only when it ends between two lines; these are left to the plan', () => {
    const loading = [...text.matchAll(/\n/g)]
      .map((found) => found.index + 1)
      .filter((cut) => cut < text.length)
      .map((cut) => ({ cut, result: loadText(text.slice(0, cut), { env }) }))
      .filter(({ result }) => result.desired !== undefined)
    const names = loading.map(({ result }) => [...gatewaysOf(result).keys()])
    // 85 of 200 lines. What is lost is always the end of the list.
    expect(names).toHaveLength(85)
    names.forEach((each) => expect(each).toEqual(all.slice(0, each.length)))
    expect(names.every((each) => each.length < all.length)).toBe(true)
    // With no gateway left there is no `gateways` either: nothing is managed, so nothing is deleted.
    const none = loading.filter(({ result }) => gatewaysOf(result).size === 0)
    expect(
      none.flatMap(({ result }) => result.desired?.profiles ?? []).filter((each) => each.gateways),
    ).toEqual([])
  })

  it('is recognised in a single value', () => {
    expect(describeAll(loadText('version: 1\nfreeswitch: { conf: ./conf }\nprofiles: {}', { env }))).toEqual([
      'GW102 "" The file ends in the middle of a line; it may be cut off.',
    ])
  })
})
