import type { Drift } from '../../src/plan/drift.ts'
import type { Finding, GatewayDrift } from '../../src/plan/gateway-drift.ts'
import type { SettingDrift } from '../../src/plan/settings-drift.ts'
import { renderDriftJson, renderDriftText } from '../../src/render/drift.ts'

const NONE: Drift = { compared: 2, gateways: [], settings: [], profiles: [], distributors: [] }
const text = (more: Partial<Drift>): string => renderDriftText({ ...NONE, ...more }, { color: false })

function gateway(
  findings: readonly Finding[],
  unverified: readonly string[] = [],
  name = 'acme',
): GatewayDrift {
  return { profile: 'external', gateway: name, findings, unverified }
}

function setting(how: SettingDrift['how'], more: Partial<SettingDrift> = {}): SettingDrift {
  return { profile: 'external', name: 'sip-port', how, actual: '5080', expected: '5090', ...more }
}

/** The lines about one gateway with these findings. */
function lines(...findings: Finding[]): string[] {
  const all = text({ gateways: [gateway(findings)] }).split('\n')
  return all.filter((each) => each.startsWith('      ')).map((each) => each.trim())
}

describe('drift as text', () => {
  it('says that there is none, and over how many gateways', () => {
    expect(text({})).toBe('No drift found: 2 gateways compared in YAML, XML, memory and switch.\n')
    expect(text({ compared: 1 })).toContain('1 gateway compared')
    expect(renderDriftText(NONE, { color: true })).toContain('\u001b[')
  })

  it('counts what drifted, each kind for itself', () => {
    const drifted: Partial<Drift> = {
      gateways: [gateway([{ between: ['loaded', 'live'], how: 'missing', names: [] }])],
      settings: [setting('disk'), setting('live', { name: 'sip-ip' })],
      profiles: [{ profile: 'other', how: 'does not run' }],
      distributors: ['out'],
    }
    expect(text(drifted)).toBe(`Drift  1 gateway, 2 settings, 1 list, 1 profile; 2 gateways compared.

  profile other  is on disk, but does not run
  list out  is not as desired, on disk or in the switch
  external: sip-port  is 5080 on disk, 5090 is desired
  external: sip-ip  is right on disk; the running profile has something else
  external/acme
      it does not run, though it is in what FreeSWITCH has loaded
`)
    expect(text({ distributors: ['a', 'b'] })).toMatch(/^Drift {2}2 lists; /)
  })

  it.each([
    ['not on disk', 'is not on disk'],
    ['does not run', 'is on disk, but does not run'],
    ['should be absent', 'stands or runs, and should be absent'],
  ] as const)('a profile: %s', (how, words) => {
    expect(text({ profiles: [{ profile: 'other', how }] })).toContain(`\n  profile other  ${words}\n`)
  })

  it('a setting that waits, one that is not known, and one that is a secret', () => {
    expect(text({ settings: [setting('pending')] })).toContain(
      'external: sip-port  is 5090 on disk and waits for a restart; in force: 5080\n',
    )
    expect(text({ settings: [setting('pending', { actual: null })] })).toContain(
      'in force: (not known or not set)\n',
    )
    const secret = text({ settings: [setting('disk', { sensitive: true })] })
    expect(secret).toContain('external: sip-port  is ')
    expect(secret).not.toMatch(/5080|5090/)
  })

  it.each<[Finding, string]>([
    [{ between: ['desired', 'disk'], how: 'missing', names: [] }, 'it is desired, but not in the XML'],
    [
      { between: ['disk', 'loaded'], how: 'missing', names: [] },
      'FreeSWITCH has not loaded it, though it is in the XML',
    ],
    [{ between: ['desired', 'disk'], how: 'extra', names: [] }, 'it stands in the XML, and not in the YAML'],
    [
      { between: ['disk', 'loaded'], how: 'extra', names: [] },
      'FreeSWITCH has loaded it, and not in the XML',
    ],
    [
      { between: ['loaded', 'live'], how: 'extra', names: [] },
      'it runs, and not in what FreeSWITCH has loaded',
    ],
    [
      { between: ['desired', 'disk'], how: 'differs', names: ['proxy', 'realm'] },
      'the XML differs from the YAML in proxy, realm',
    ],
    [
      { between: ['loaded', 'live'], how: 'differs', names: ['expires'], moved: 'live' },
      'what runs differs from what FreeSWITCH has loaded in expires; what runs changed since the last apply',
    ],
  ])('%j', (finding, line) => {
    expect(lines(finding)).toEqual([line])
  })

  it('lists what is not verified, which is no drift', () => {
    const unsure = text({
      gateways: [gateway([], ['retry-seconds', 'password']), gateway([], ['password'], 'beta')],
      settings: [setting('unverified')],
    })
    expect(unsure).toMatch(/^No drift found: /)
    expect(unsure).toContain(`
Not verified  FreeSWITCH does not show these, and nothing proves what is in force:
  password, retry-seconds of external/acme, external/beta
  sip-port of profile external
  An apply or `)
    expect(text({ settings: [setting('unverified')] })).not.toContain(' of external/')
  })

  it('counts what would be too long a list', () => {
    const gateways = Array.from({ length: 7 }, (_, index) => gateway([], ['password'], `g${index}`))
    expect(text({ gateways })).toContain('external/g3, external/g4 and 2 more\n')
    expect(text({ gateways: gateways.slice(0, 5) })).toContain('external/g4\n')
  })

  it('writes no control character of a name', () => {
    const odd = text({ distributors: ['a\u001b[31m\nb'], profiles: [{ profile: 'p\r', how: 'not on disk' }] })
    expect(odd).not.toMatch(/[\r\u001b]/)
    expect(odd.trimEnd().split('\n')).toHaveLength(4)
  })
})

describe('drift as JSON', () => {
  it('is one document that says whether there is any', () => {
    const some = { ...NONE, distributors: ['out'] }
    expect(JSON.parse(renderDriftJson(NONE))).toEqual({ formatVersion: '1.0', drift: false, ...NONE })
    expect(JSON.parse(renderDriftJson(some))).toEqual({ formatVersion: '1.0', drift: true, ...some })
    const unsure = { ...NONE, gateways: [gateway([], ['password'])] }
    expect(JSON.parse(renderDriftJson(unsure))).toMatchObject({ drift: false })
  })
})
