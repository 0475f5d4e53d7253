import { inHashOrder } from '../../src/sandbox/hash-order.ts'

describe('inHashOrder', () => {
  it('lists profiles as FreeSWITCH 1.10.12 was seen to', () => {
    expect(inHashOrder(['internal', 'ext', 'external'])).toEqual(['external', 'ext', 'internal'])
  })

  it('lists every key once, however many', () => {
    const keys = Array.from({ length: 500 }, (_, index) => `profile-${index}`)
    expect(inHashOrder(keys).sort()).toEqual([...keys].sort())
  })
})
