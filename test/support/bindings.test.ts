import { BindingTable, findLongestGap, type ContactRequest } from './bindings.ts'

const CONTACT = 'sip:gw+a@127.0.0.1:5080'

function ask(callId: string, cseq: number, expires: number): ContactRequest {
  return { account: 'a', contact: CONTACT, callId, cseq, expires }
}

describe('BindingTable', () => {
  it('lets another Call-ID remove a binding, as RFC 3261 10.3 does', () => {
    const table = new BindingTable()
    table.apply(ask('new', 1, 600), 0)
    table.apply(ask('old', 9, 0), 10)
    expect(table.read('a', 11)).toEqual([])
  })

  it('processes a copy of an un-REGISTER again: it removes what was bound in between', () => {
    const table = new BindingTable()
    table.apply(ask('old', 1, 600), 0)
    table.apply(ask('old', 2, 0), 10)
    table.apply(ask('new', 1, 600), 20)
    table.apply(ask('old', 2, 0), 30)
    expect(table.timeline.map((each) => each.action)).toEqual(['bind', 'unbind', 'bind', 'unbind'])
  })

  it.each([
    ['lower', 4],
    ['equal', 5],
  ])('ignores a %s CSeq of the same Call-ID', (_, cseq) => {
    const table = new BindingTable()
    table.apply(ask('one', 5, 600), 0)
    table.apply(ask('one', cseq, 0), 10)
    expect(table.read('a', 11)).toHaveLength(1)
  })

  it('lets a binding expire at its time, whenever it is asked', () => {
    const table = new BindingTable()
    table.apply(ask('one', 1, 60), 0)
    expect(table.read('a', 59_999)).toHaveLength(1)
    expect(table.read('a', 70_000)).toEqual([])
    expect(table.timeline.at(-1)).toMatchObject({ action: 'expire', t: 60_000 })
  })
})

describe('findLongestGap', () => {
  it.each<[name: string, from: number, to: number, gap: number]>([
    ['nothing but bound', 10, 90, 0],
    ['between unbind and the next bind', 50, 400, 100],
    ['from the start when nothing was bound yet', -50, 90, 50],
    ['until the end when nothing came any more', 250, 900, 400],
    ['all of it when no event falls into it and nothing is bound', 600, 700, 100],
    ['none when no event falls into it and something is bound', 20, 40, 0],
  ])('%s', (_, from, to, gap) => {
    const table = new BindingTable()
    table.apply(ask('one', 1, 600), 0)
    table.apply(ask('one', 2, 0), 100)
    table.apply(ask('two', 1, 600), 200)
    table.apply(ask('two', 2, 0), 500)
    expect(findLongestGap(table.timeline, 'a', from, to)).toBe(gap)
  })
})
