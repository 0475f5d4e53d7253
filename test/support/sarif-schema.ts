/**
 * What SARIF 2.1.0 asks of the properties that gwctl writes, and what code scanning asks beyond it:
 * relative URIs and regions from line 1. Anything else that stands in a file is refused.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html sections 3.13 to 3.30
 */
const text = closed({ text: { type: 'string', minLength: 1 } }, ['text'])
const position = { type: 'integer', minimum: 1 }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const region = closed(
  { startLine: position, startColumn: position, endLine: position, endColumn: position },
  ['startLine'],
)
const artifactLocation = closed(
  {
    // RFC 3986: no scheme, no leading slash, nothing that has to be encoded.
    uri: { type: 'string', pattern: "^(?!/)(?![a-z][a-z0-9+.-]*:)[A-Za-z0-9/._~!$&'()*+,;=:@%-]+$" },
    uriBaseId: { type: 'string' },
  },
  ['uri'],
)
const location = closed({ physicalLocation: closed({ artifactLocation, region }, ['artifactLocation']) }, [
  'physicalLocation',
])
const suppression = closed({ kind: { enum: ['inSource', 'external'] }, justification: { type: 'string' } }, [
  'kind',
])
const result = closed(
  {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message: text,
    locations: { type: 'array', items: location },
    suppressions: { type: 'array', items: suppression },
  },
  ['ruleId', 'message'],
)
const rule = closed(
  { id: { type: 'string' }, shortDescription: text, help: text, defaultConfiguration: closed({ level }, []) },
  ['id', 'shortDescription', 'help'],
)
const driver = closed(
  {
    name: { const: 'gwctl' },
    version: { type: 'string' },
    rules: { type: 'array', items: rule, uniqueItems: true },
  },
  ['name', 'version', 'rules'],
)
const run = closed(
  {
    tool: closed({ driver }, ['driver']),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    originalUriBaseIds: {
      type: 'object',
      additionalProperties: closed({ uri: { type: 'string', pattern: '^file:///(?:.*/)?$' } }, ['uri']),
    },
    invocations: {
      type: 'array',
      items: closed({ executionSuccessful: { type: 'boolean' } }, ['executionSuccessful']),
    },
    results: { type: 'array', items: result },
  },
  ['tool', 'results'],
)

export const SARIF = closed(
  {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: { type: 'array', items: run, minItems: 1, maxItems: 1 },
  },
  ['version', 'runs'],
)

function closed(properties: object, required: readonly string[]): Record<string, unknown> {
  return { type: 'object', properties, required, additionalProperties: false }
}
