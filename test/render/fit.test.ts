import { fit, fitSections } from '../../src/render/fit.ts'

describe('fit', () => {
  it.each<[items: string[], room: number, shown: number]>([
    [['aa', 'bb'], 4, 2],
    [['aa', 'bb'], 3, 1],
    [['aa', 'bb'], 1, 0],
    [[], 0, 0],
  ])('%j into %d', (items, room, shown) => {
    expect(fit(items, room)).toEqual({ shown: items.slice(0, shown), left: items.length - shown })
  })
})

describe('fitSections', () => {
  it('gives what one leaves over to the next, and never more than all have together', () => {
    const rooms: number[] = []
    const takes = (length: number) => (room: number) => {
      rooms.push(room)
      return 'x'.repeat(Math.min(length, room))
    }
    const text = fitSections([
      { share: 10, render: takes(4) },
      { share: 10, render: takes(99) },
      { share: 10, render: takes(99) },
    ])
    expect(rooms).toEqual([10, 16, 10])
    expect(text).toHaveLength(30)
  })
})
