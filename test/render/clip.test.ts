import { clip } from '../../src/render/clip.ts'

describe('clip', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'longe… (1 more characters)'],
    ['ab😀c', 3, 'ab… (3 more characters)'],
    ['ab😀c', 4, 'ab😀… (1 more characters)'],
  ])('%j to %d', (text, most, told) => expect(clip(text, most)).toBe(told))
})
