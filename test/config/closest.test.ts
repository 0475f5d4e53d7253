import { closest } from '../../src/config/closest.ts'

describe('closest', () => {
  const names = [
    'expire-seconds',
    'retry-seconds',
    'proxy',
    'ping',
    'password',
    'user-agent-string',
    'user-agent-filter',
    'user-agent-x',
    'sip-ip',
  ]
  it.each<[name: string, expected: string | undefined]>([
    ['expire-secnds', 'expire-seconds'],
    ['Expire-Seconds', 'expire-seconds'],
    ['expire_seconds', 'expire-seconds'],
    ['porxy', 'proxy'],
    ['pign', 'ping'],
    ['pasword', 'password'],
    ['passwd', 'password'],
    ['x', undefined],
    ['', undefined],
    ['user-agent', 'user-agent-x'],
    ['User_Agent', 'user-agent-x'],
    ['sip', undefined],
    ['completely-else', undefined],
    ['p'.repeat(61), undefined],
  ])('%s', (name, expected) => expect(closest(name, names)).toBe(expected))
})
