import { decodeYaml, findBadByte, MAX_INPUT_BYTES } from '../../src/config/decode.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

describe('decodeYaml', () => {
  it('reads UTF-8, a byte order mark and U+FFFD included', () => {
    const text = '\ufeffa: é\ufffd😀\t\r\n'
    expect(decodeYaml('a', Buffer.from(text))).toEqual({ text, problems: [] })
  })

  it.each<[bytes: string, offset: number]>([
    ['a: \xe9\n', 3],
    ['\xef\xbf\xbd\xff', 3],
    ['\xc3\xa9\xef\xbf\xbd\xc3', 5],
    ['\xff\xfea\x00', 0],
  ])('names the first byte that is not UTF-8 in %j', (text, offset) => {
    expect(decodeYaml('a.yaml', bytes(text)).problems).toMatchObject([
      { code: 'GW102', message: `a.yaml is not UTF-8 text: byte ${offset} cannot be read.` },
    ])
  })

  it.each([
    ['\x00', 'U+0000'],
    ['\x1b', 'U+001B'],
    ['\x7f', 'U+007F'],
  ])('refuses the control character %j', (character, name) => {
    const { problems } = decodeYaml('a', bytes(`ab${character}`))
    expect(problems).toMatchObject([{ at: { offset: 2, length: 1 }, message: expect.stringContaining(name) }])
  })

  it('refuses what is too large', () => {
    expect(decodeYaml('a', new Uint8Array(MAX_INPUT_BYTES + 1)).problems).toMatchObject([
      { message: 'a is larger than 8 MB.' },
    ])
  })

  it('finds no bad byte in good text', () => expect(findBadByte(bytes('abc'), 'abc')).toBeUndefined())
})
