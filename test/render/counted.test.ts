import { counted } from '../../src/render/counted.ts'

it.each([
  [0, '0 files'],
  [1, '1 file'],
  [2, '2 files'],
])('%i is %s', (count, text) => expect(counted(count, 'file')).toBe(text))
