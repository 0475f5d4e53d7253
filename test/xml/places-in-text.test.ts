import type { Diagnostic } from '../../src/errors.ts'
import { encodeBytes } from '../../src/xml/bytes.ts'
import { placesInText } from '../../src/xml/places-in-text.ts'

const about = { code: 'GW202', severity: 'warning', message: 'm', hint: 'h' } as const

function placed(file: string, offset: number, length: number): Diagnostic {
  return { ...about, at: { file, offset, length } }
}

describe('placesInText', () => {
  const text = encodeBytes('<!-- Grüße -->\n<gateway name="ü">')
  const files = new Map([['a.xml', { path: 'a.xml', text }]])

  it('counts characters where the file was read in bytes', () => {
    const at = text.indexOf('<gateway')
    expect(placesInText([placed('a.xml', at, text.length - at)], files)).toEqual([placed('a.xml', 15, 18)])
  })

  it('leaves other places alone', () => {
    const others: Diagnostic[] = [placed('gwctl.yaml', 20, 3), about]
    expect(placesInText(others, files)).toEqual(others)
  })
})
