import { gatewayKey, gatewayPath } from '../../src/model/gateway.ts'

describe('names of a gateway', () => {
  it('is a path for people', () => expect(gatewayPath('external', 'acme')).toBe('external/acme'))

  it('is a qualified key for FreeSWITCH', () => expect(gatewayKey('external', 'acme')).toBe('external::acme'))
})
