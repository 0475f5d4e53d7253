import { isInNetworks, isNetwork } from '../../src/policies/address.ts'

describe('isInNetworks', () => {
  it.each<[host: string, network: string, isIn: boolean]>([
    ['203.0.113.7', '203.0.113.0/24', true],
    ['203.0.114.7', '203.0.113.0/24', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.8', '203.0.113.7/32', false],
    ['8.8.8.8', '0.0.0.0/0', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '::/0', true],
    ['::', '::', true],
    ['1.2.3.4', '::/0', false],
    ['sip.acme.example', '0.0.0.0/0', false],
    ['010.0.0.1', '10.0.0.0/8', false],
    ['1.2.3.4', 'nonsense', false],
  ])('%s in %s: %s', (host, network, isIn) => expect(isInNetworks(host, [network])).toBe(isIn))
})

describe('isNetwork', () => {
  it.each<[text: string, is: boolean]>([
    ['10.0.0.0/8', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/x', false],
    ['10.0.0.0/8/8', false],
    ['10.0.0', false],
    ['256.0.0.1', false],
    ['::/128', true],
    ['::1::', false],
    ['1:2:3:4:5:6:7', false],
    ['1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7:8::', false],
    ['1:2:3:4:5:6:7:8:9', false],
    ['g::', false],
  ])('%s: %s', (text, is) => expect(isNetwork(text)).toBe(is))
})
