import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LanguageClient, type Position } from '../support/language-client.ts'

/*
 * gwctl.yaml in an editor: the published schema in the YAML language server, which VS Code, Vim and others run.
 */

const SERVER = join(
  dirname(createRequire(join(process.cwd(), 'package.json')).resolve('yaml-language-server/package.json')),
  'bin',
  'yaml-language-server',
)

const TEXT = `# yaml-language-server: $schema=${join(process.cwd(), 'schemas', 'gwctl.schema.json')}
version: 1
freeswitch: { conf: ./conf }
profiles:
  external:
    prune: managed
    settings:
      sip-port: 5080
      inbound-codec-negotiation: greedy
      
    gateways:
      acme-1:
        proxy: sip.acme.example
        ping: 25
        expire-seconds: 600
        register-transport: udp
        register: false
        
      acme-2:
        proxi: sip.acme.example
`
const LINES = TEXT.split('\n')

/** Within the first line that has the text, so many characters after its begin. */
function at(text: string, after = 1): Position {
  const line = LINES.findIndex((each) => each.includes(text))
  return { line, character: (LINES[line] ?? '').indexOf(text) + after }
}

/** On the empty line after the first one that has the text. */
function below(text: string): Position {
  const { line } = at(text)
  return { line: line + 1, character: (LINES[line + 1] ?? '').length }
}

interface Item {
  readonly label: string
  readonly insertText?: string
  readonly documentation?: unknown
}

describe('the YAML language server', () => {
  let client: LanguageClient
  let directory: string
  let textDocument: { uri: string }
  let diagnostics: readonly { readonly message: string; readonly range: { start: Position } }[]

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'gwctl-editor-'))
    textDocument = { uri: pathToFileURL(join(directory, 'gwctl.yaml')).href }
    client = new LanguageClient(SERVER)
    await client.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(directory).href,
      capabilities: {
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          hover: { contentFormat: ['markdown'] },
        },
        workspace: { configuration: true },
      },
    })
    client.notify('initialized', {})
    const published = client.notification('textDocument/publishDiagnostics')
    client.notify('textDocument/didOpen', {
      textDocument: { ...textDocument, languageId: 'yaml', version: 1, text: TEXT },
    })
    diagnostics = (Object(await published) as { diagnostics: typeof diagnostics }).diagnostics
  }, 60_000)

  afterAll(async () => {
    await client.end()
    rmSync(directory, { recursive: true, force: true })
  })

  async function hover(position: Position): Promise<string> {
    const result = Object(await client.request('textDocument/hover', { textDocument, position })) as {
      contents?: { value: string }
    }
    return result.contents?.value ?? ''
  }

  async function complete(position: Position): Promise<readonly Item[]> {
    const result = Object(await client.request('textDocument/completion', { textDocument, position })) as {
      items?: readonly Item[]
    }
    return result.items ?? []
  }

  it('marks a misspelt key, and nothing else', () => {
    expect(diagnostics.map(({ message, range }) => [message, range.start])).toEqual([
      ['Property proxi is not allowed.', at('proxi', 0)],
    ])
  })

  it.each<[name: string, position: Position, ...words: string[]]>([
    [
      'ping',
      at('ping:'),
      'UP and DOWN',
      'At least 5 seconds',
      'Default: 0 seconds',
      'switches the ping off',
      '25',
    ],
    ['expire-seconds', at('expire-seconds'), 'REGISTER', 'Default: 3600 seconds', '600'],
    ['register-transport', at('register-transport'), 'skips the whole gateway', 'Default: udp', 'sctp'],
    ['sip-port', at('sip-port'), 'Default: 5060', 'restart of the profile, which hangs up its calls'],
    ['inbound-codec-negotiation', at('inbound-codec'), 'greedy: that of FreeSWITCH', 'Default: generous'],
    ['prune', at('prune'), 'deleted', '`managed`', '`all`', '`none`'],
  ])('shows what FreeSWITCH does with %s', async (_, position, ...words) => {
    const shown = await hover(position)
    for (const word of words) expect(shown).toContain(word)
  })

  it('completes a parameter of a gateway, with what it is', async () => {
    const items = await complete(below('register: false'))
    const labels = items.map((each) => each.label)
    expect(labels).toEqual(
      expect.arrayContaining(['username', 'password', 'retry-seconds', 'context', 'variables']),
    )
    // What is there already is not offered again.
    expect(labels).not.toContain('ping')
    expect(items.find((each) => each.label === 'retry-seconds')).toMatchObject({
      documentation: expect.stringContaining('failed REGISTER') as unknown,
    })
  })

  it('completes a setting under profiles.P.settings', async () => {
    const items = await complete(below('inbound-codec'))
    expect(items.length).toBeGreaterThan(220)
    expect(items.map((each) => each.label)).toEqual(
      expect.arrayContaining(['rtp-ip', 'tls-version', 'apply-inbound-acl']),
    )
  })

  it.each([
    ['prune', at('managed', 0), ['managed', 'all', 'none']],
    ['register-transport', at('udp', 0), ['udp', 'tcp', 'tls', 'sctp']],
    ['inbound-codec-negotiation', at('greedy', 0), ['generous', 'greedy', 'scrooge']],
    ['register', at('false', 0), ['true', 'false']],
  ])('completes the words of %s', async (_, position, words) => {
    expect((await complete(position)).map((each) => each.label).sort()).toEqual([...words].sort())
  })

  it('writes no defaults that nobody asked for', async () => {
    // `defaults` itself, on a line of its own in the profile.
    const [item] = (await complete({ line: at('prune').line, character: 4 })).filter(
      (each) => each.label === 'defaults',
    )
    expect(item?.insertText).toMatch(/^defaults:\s*$/)
  })
})
