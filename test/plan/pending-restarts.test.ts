import type { DiskProfile } from '../../src/model/disk.ts'
import { pendingRestarts, type Evidence } from '../../src/plan/pending-restarts.ts'
import { disk } from '../support/plan-world.ts'

function profile(settings: Readonly<Record<string, string>>): DiskProfile {
  const [read] = disk({}).profiles
  if (read === undefined) throw new Error('no profile')
  const values = Object.entries(settings)
  return {
    ...read,
    settings: new Map(values),
    settingValues: new Map(values.map(([name, value]) => [name, [value]])),
  }
}

const STANDS = profile({
  'sip-ip': '10.0.0.5',
  'sip-port': '5080',
  'user-agent-string': 'x',
  context: 'public',
})
const bound = (port: number, ip = '10.0.0.5') => [{ ip, port }]

function judge(evidence: Omit<Evidence, 'globals'>, stands = STANDS) {
  return pendingRestarts(stands, { globals: new Map(), ...evidence })
}

describe('without any evidence', () => {
  it('calls nothing in sync that stands on disk and only a restart applies', () => {
    expect(judge({})).toEqual({
      certain: [],
      unverified: ['sip-ip', 'sip-port', 'context', 'user-agent-string'].sort(byTable),
    })
  })

  it('says nothing of settings that a rescan applies, or that do not stand there', () => {
    const { unverified } = judge({}, profile({ 'rtp-timeout-sec': '300' }))
    expect(unverified).toEqual([])
  })
})

describe('by the record of the very run', () => {
  const record = new Map([
    ['sip-ip', { value: '10.0.0.5' }],
    ['sip-port', { value: '5080' }],
    ['user-agent-string', { value: 'x' }],
    ['context', { value: 'public' }],
  ])

  it('is all in force that is as it was at the start', () => {
    expect(judge({ record })).toEqual({ certain: [], unverified: [] })
  })

  it('waits what is another, what has come, and what has gone', () => {
    const stands = profile({
      'sip-ip': '10.0.0.5',
      'sip-port': '5082',
      'tls-version': 'tlsv1.2',
      context: 'public',
    })
    expect(judge({ record }, stands).certain).toEqual([
      { name: 'sip-port', onDisk: '5082', inForce: '5080', evidence: 'record' },
      { name: 'user-agent-string', onDisk: null, inForce: 'x', evidence: 'record' },
      { name: 'tls-version', onDisk: 'tlsv1.2', inForce: null, evidence: 'record' },
    ])
  })

  it('has the word against what is loaded and bound', () => {
    const loaded = profile({ 'sip-port': '5999' })
    expect(judge({ record, loaded, bound: bound(1) }).certain).toEqual([])
  })

  it('takes the default for what is not written', () => {
    expect(judge({ record: new Map() }, profile({ 'enable-timer': 'true' }))).toEqual({
      certain: [],
      unverified: [],
    })
  })

  it('knows a secret by its digest, and shows it on neither side', () => {
    const digest = (name: string, value: string): string => `${name}:${value.length}`
    const kept = new Map([['tls-passphrase', { digest: 'tls-passphrase:6' }]])
    expect(judge({ record: kept, digest }, profile({ 'tls-passphrase': 'secret' })).certain).toEqual([])
    const other = judge({ record: kept, digest }, profile({ 'tls-passphrase': 'another' }))
    expect(other.certain).toEqual([
      { name: 'tls-passphrase', onDisk: null, sensitive: true, evidence: 'record' },
    ])
    expect(judge({ record: kept, digest }, profile({})).certain).toHaveLength(1)
    expect(judge({ record: kept }, profile({ 'tls-passphrase': 'secret' })).unverified).toEqual([
      'tls-passphrase',
    ])
  })
})

describe('by what is loaded', () => {
  it('waits what differs, and the rest is unverified', () => {
    const loaded = profile({ 'sip-ip': '10.0.0.5', 'sip-port': '5081', context: 'public' })
    const { certain, unverified } = judge({ loaded })
    expect(certain).toEqual([
      { name: 'sip-port', onDisk: '5080', inForce: '5081', evidence: 'loaded' },
      { name: 'user-agent-string', onDisk: 'x', inForce: null, evidence: 'loaded' },
    ])
    expect(unverified).toEqual(['sip-ip', 'context'].sort(byTable))
  })
})

describe('by bound sockets', () => {
  it('is the address in force that is bound', () => {
    expect(judge({ bound: bound(5080) })).toEqual({
      certain: [],
      unverified: ['context', 'user-agent-string'].sort(byTable),
    })
  })

  it('waits the port that is not', () => {
    expect(judge({ bound: bound(5081) }).certain).toEqual([
      { name: 'sip-port', onDisk: '5080', evidence: 'socket' },
    ])
  })

  it('waits the address, where only the port is bound', () => {
    expect(judge({ bound: bound(5080, '10.0.0.6') }).certain).toEqual([
      { name: 'sip-ip', onDisk: '10.0.0.5', evidence: 'socket' },
    ])
  })
})

describe('by Contacts', () => {
  it('is the port in force that all of them show', () => {
    expect(judge({ contactPorts: [5080, 5080] }).unverified).not.toContain('sip-port')
  })

  it('waits the port that one does not show', () => {
    expect(judge({ contactPorts: [5081, 5080] }).certain).toEqual([
      { name: 'sip-port', onDisk: '5080', inForce: '5081', evidence: 'contact' },
    ])
  })

  it.each<[string, DiskProfile, Evidence['loaded'] | undefined]>([
    ['on disk', profile({ 'sip-port': '5080', 'ext-sip-port': '5999' }), undefined],
    [
      'loaded',
      profile({ 'sip-port': '5080' }),
      profile({ 'sip-port': '5080', 'ext-sip-ip': '198.51.100.4' }),
    ],
  ])('tells nothing where another port or address is configured %s', (_, stands, loaded) => {
    const { unverified } = judge({ contactPorts: [5999], ...(loaded && { loaded }) }, stands)
    expect(unverified).toContain('sip-port')
  })
})

const ORDER = ['sip-ip', 'sip-port', 'context', 'user-agent-string']
function byTable(a: string, b: string): number {
  const names = pendingRestarts(STANDS, { globals: new Map() }).unverified
  return names.indexOf(a) - names.indexOf(b) || ORDER.indexOf(a) - ORDER.indexOf(b)
}
