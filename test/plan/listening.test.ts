import { isBoundAt, listenAddress } from '../../src/plan/listening.ts'
import { disk } from '../support/plan-world.ts'

function address(settings: Readonly<Record<string, string>>) {
  const [profile] = disk({}).profiles
  if (profile === undefined) throw new Error('no profile')
  const values = Object.entries(settings)
  return listenAddress(
    {
      ...profile,
      settings: new Map(values),
      settingValues: new Map(values.map(([name, value]) => [name, [value]])),
    },
    new Map([['ip', '10.0.0.5']]),
  )
}

describe('listenAddress', () => {
  it.each([
    ['address and port', { 'sip-ip': '10.0.0.5', 'sip-port': '5090' }, { ip: '10.0.0.5', port: 5090 }],
    ['a variable', { 'sip-ip': '$${ip}', 'sip-port': '5090' }, { ip: '10.0.0.5', port: 5090 }],
    ['IPv6', { 'sip-ip': '2001:db8::1', 'sip-port': '5090' }, { ip: '2001:db8::1', port: 5090 }],
    ['no port', { 'sip-ip': '10.0.0.5' }, { ip: '10.0.0.5', port: 5060 }],
    ['an address that FreeSWITCH chooses', { 'sip-ip': 'auto', 'sip-port': '5090' }, { port: 5090 }],
    [
      'every address, which FreeSWITCH takes for its own',
      { 'sip-ip': '0.0.0.0', 'sip-port': '5090' },
      { port: 5090 },
    ],
    [
      'an address that only the switch knows',
      { 'sip-ip': '$${local_ip_v4}', 'sip-port': '5090' },
      { port: 5090 },
    ],
    ['no address', { 'sip-port': '5090' }, { port: 5090 }],
    ['a port that FreeSWITCH chooses', { 'sip-port': 'auto' }, undefined],
    ['nothing but TLS', { 'sip-port': '5090', 'tls-only': 'true' }, undefined],
  ])('reads %s', (_, settings, expected) => {
    expect(address(settings)).toEqual(expected)
  })
})

describe('isBoundAt', () => {
  it.each([
    ['the same', { ip: '10.0.0.5', port: 5090 }, { ip: '10.0.0.5', port: 5090 }, true],
    ['another port', { ip: '10.0.0.5', port: 5091 }, { ip: '10.0.0.5', port: 5090 }, false],
    ['another address', { ip: '10.0.0.6', port: 5090 }, { ip: '10.0.0.5', port: 5090 }, false],
    ['every address', { ip: '0.0.0.0', port: 5090 }, { ip: '10.0.0.5', port: 5090 }, true],
    ['an address that nobody knows', { ip: '10.0.0.6', port: 5090 }, { port: 5090 }, true],
  ])('%s', (_, socket, at, expected) => {
    expect(isBoundAt(socket, at)).toBe(expected)
  })
})
