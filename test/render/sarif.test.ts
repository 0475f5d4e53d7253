import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Diagnostic } from '../../src/errors.ts'
import { renderSarif, type SarifOptions } from '../../src/render/sarif.ts'
import { SARIF } from '../support/sarif-schema.ts'

const isValid = new Ajv2020({ strict: true }).compile(SARIF)
const sources = new Map([['a.yaml', 'x: 1\n😀y: 2\nz: 3\n']])
const options: SarifOptions = { version: '1.2.3', sources, placeOf: (file) => ({ uri: file }), bases: {} }
const wrong: Diagnostic = {
  code: 'GW103',
  severity: 'error',
  message: 'Wrong.',
  hint: 'Right it.',
  at: { file: 'a.yaml', offset: 7, length: 4 },
}
const odd: Diagnostic = { code: 'GW108', severity: 'warning', message: 'Odd\u001b.', hint: 'Mend it.' }

function read(diagnostics: readonly Diagnostic[], more: Partial<SarifOptions> = {}): Record<string, unknown> {
  const text = renderSarif(diagnostics, { ...options, ...more })
  const document = JSON.parse(text) as { runs: Record<string, unknown>[] }
  expect(isValid(document) ? [] : isValid.errors).toEqual([])
  expect(text.endsWith('}\n')).toBe(true)
  return document.runs[0] ?? {}
}

describe('renderSarif', () => {
  it('tells each finding with its rule, its level and where it stands', () => {
    const { results, tool } = read([odd, wrong, { ...wrong, message: 'Wrong, too.' }])
    expect(results).toEqual([
      { ruleId: 'GW108', ruleIndex: 1, level: 'warning', message: { text: 'Odd\\x1b. Mend it.' } },
      {
        ruleId: 'GW103',
        ruleIndex: 0,
        level: 'error',
        message: { text: 'Wrong. Right it.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a.yaml' },
              region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 },
            },
          },
        ],
      },
      expect.objectContaining({ ruleIndex: 0 }),
    ])
    expect(tool).toMatchObject({
      driver: {
        version: '1.2.3',
        rules: [
          {
            id: 'GW103',
            help: { text: expect.stringContaining('refuse it (exit 3)') },
            defaultConfiguration: { level: 'error' },
          },
          {
            id: 'GW108',
            help: { text: expect.stringContaining('A warning') },
            defaultConfiguration: { level: 'warning' },
          },
        ],
      },
    })
  })

  it('says what a URI is relative to, and leaves out the lines of a file that it does not know', () => {
    const run = read([{ ...wrong, at: { file: 'b.xml', offset: 1, length: 1 } }], {
      placeOf: (file) => ({ uri: file, base: 'CONF' }),
      bases: { CONF: 'file:///etc/freeswitch/' },
    })
    expect(run).toMatchObject({
      originalUriBaseIds: { CONF: { uri: 'file:///etc/freeswitch/' } },
      results: [
        {
          locations: [{ physicalLocation: { artifactLocation: { uri: 'b.xml', uriBaseId: 'CONF' } } }],
        },
      ],
    })
    expect(JSON.stringify(run)).not.toContain('region')
  })

  it('tells what an exception allows as suppressed, with the reason', () => {
    const run = read([odd], { excepted: [{ diagnostic: wrong, reason: 'until 2028' }] })
    expect(run).toMatchObject({
      results: [
        { ruleId: 'GW108', ruleIndex: 1 },
        { ruleId: 'GW103', ruleIndex: 0, suppressions: [{ kind: 'inSource', justification: 'until 2028' }] },
      ],
    })
  })

  it('is a run without results where nothing was found', () => {
    expect(read([])).toMatchObject({ results: [], invocations: [{ executionSuccessful: true }] })
  })
})
