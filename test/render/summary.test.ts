import { summaryLine, summaryOf } from '../../src/render/summary.ts'
import { change, plan } from '../support/plan-parts.ts'

const ref = (gateway: string): { profile: string; gateway: string } => ({ profile: 'external', gateway })
const everything = plan({
  changes: [
    change('create'),
    change('create', { gateway: 'moved', movedFrom: 'internal' }),
    change('delete', { gateway: 'moved', movedTo: 'external' }),
    change('delete'),
    change('update'),
    change('update'),
    change('recreate'),
    change('adopt'),
  ],
  unchanged: [ref('a'), ref('b'), ref('c')],
  unmanaged: [ref('d')],
})

describe('summaryOf', () => {
  it('counts each gateway once: a move is a create and no delete', () => {
    expect(summaryOf(everything)).toEqual({
      create: 2,
      update: 2,
      delete: 1,
      adopt: 1,
      recreate: 1,
      unchanged: 3,
      unmanaged: 1,
      settings: 0,
      profiles: 0,
    })
  })
})

describe('summaryLine', () => {
  it('names what happens, moves as such', () => {
    expect(summaryLine(everything)).toBe(
      '1 to create, 2 to update, 1 to recreate, 1 to move, 1 to adopt, 1 to delete; 3 unchanged, 1 unmanaged.',
    )
  })

  it('leaves out what does not happen', () => {
    expect(summaryLine(plan({ unchanged: [ref('a')] }))).toBe('1 unchanged, 0 unmanaged.')
  })
})
