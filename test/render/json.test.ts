import { printJson, printJsonLine } from '../../src/render/json.ts'

describe('printJson', () => {
  it('escapes what a terminal would act on, and reads back as it was', () => {
    const value = { a: 'x\u001b[1m\u009b2J\u007f\u2028', b: 'Grüße' }
    const text = printJson(value)
    expect(text).toContain('\\u009b2J\\u007f\\u2028')
    expect(text).toContain('Grüße')
    expect(JSON.parse(text)).toEqual(value)
  })
})

describe('printJsonLine', () => {
  it('is one line', () => {
    expect(printJsonLine({ a: ['x\ny\u009b'] })).toBe('{"a":["x\\ny\\u009b"]}\n')
  })
})
