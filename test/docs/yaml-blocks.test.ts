import { readFileSync } from 'node:fs'
import { loadDesired } from '../../src/config/load.ts'
import { inDirectory } from '../cli/gwctl.ts'
import * as library from '../../src/index.ts'
import { blocksOf } from './blocks.ts'
import { markdownPages } from './markdown-pages.ts'

/** What stands at the top of a file of gwctl; other YAML (of pipelines, of Prometheus) begins otherwise. */
const OURS = /^(version|freeswitch|templates|profiles|distributors|policy|backups|git):/
/** What the one place of a plugin stands for; it is not there. */
const PLUGIN = /^ *plugins:.*$/m

/** Markup that a block may be in; `sh`, `console` and `text` are run (shell-blocks.test.ts). */
const LANGUAGES = [
  'sh',
  'console',
  'text',
  'yaml',
  'xml',
  'js',
  'ts',
  'ini',
  'json',
  'toml',
  'groovy',
  'dockerfile',
  'lua',
  'vim',
]

const blocks = markdownPages().flatMap((file) =>
  blocksOf(readFileSync(file, 'utf8')).map((block) => ({ ...block, place: `${file}:${block.line}` })),
)

describe('blocks of the documentation', () => {
  it('say what they are', () => {
    expect(blocks.filter(({ language }) => !LANGUAGES.includes(language)).map(({ place }) => place)).toEqual(
      [],
    )
  })

  it.each(blocks.filter(({ language, text }) => language === 'yaml' && OURS.test(text)))(
    '$place loads, whole or as a part',
    async ({ text }) => {
      const head = /^version:/m.test(text) ? '' : 'version: 1\n'
      const conf = /^freeswitch:/m.test(text) ? '' : 'freeswitch: { conf: ./conf }\n'
      const whole = `${head}${conf}${text.replace(PLUGIN, '')}\n`.replace(
        /^( +)one-proxy:.*$/m,
        '$1ping-required: error',
      )
      await inDirectory({ 'gwctl.yaml': whole }, async (cwd) => {
        const loaded = loadDesired({ paths: ['gwctl.yaml'], cwd, env: {}, resolveSecrets: false })
        const errors = loaded.diagnostics.filter(
          ({ severity, message }) => severity === 'error' && !isElsewhere(message),
        )
        expect(errors).toEqual([])
      })
    },
  )

  it.each(blocks.filter(({ language }) => language === 'ts'))('$place imports what there is', ({ text }) => {
    const [, names = ''] = /import \{ (.*) \} from 'gwctl'/.exec(text) ?? []
    expect(names).not.toBe('')
    for (const name of names.split(', ')) expect(library).toHaveProperty(name)
  })
})

/** A part may name gateways that stand in another one. */
function isElsewhere(message: string): boolean {
  return /names no gateway|There is no gateway/.test(message)
}
