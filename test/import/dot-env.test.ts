import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { envParts, writeEnv } from '../../src/import/dot-env.ts'

const HOSTILE = [
  ...[
    'plain',
    'with blank',
    ' lead',
    'trail ',
    '#x',
    'a #b',
    'a=b',
    '',
    'tab\there',
    '!bang',
    '$HOME',
    '${HOME}',
  ],
  ...[
    "it's",
    '"',
    "'",
    '\\',
    '\\n',
    '`id`',
    '$(id)',
    `'"`,
    `a'b"c$d\\e\`f`,
    "''''",
    '"""',
    'ü€😀',
    '*',
    '~',
    '{a,b}',
  ],
]
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab \'"$`\\#={}()!~*\t;&|<>\u00fc😀'), maxLength: 20 }),
  fc.string({ unit: 'grapheme' }).filter((each) => !/[\u0000-\u0008\n-\u001f\u007f]/.test(each)),
)

describe('a .env file', () => {
  it('gives a shell and node the same bytes back', () => {
    const values = [...HOSTILE, ...fc.sample(value, { numRuns: 500, seed: 7 })]
    const variables = new Map<string, string>()
    values.forEach((each, index) =>
      envParts(each)?.forEach((part, at) => variables.set(`V_${index}_${at}`, part)),
    )
    const directory = mkdtempSync(join(tmpdir(), 'gwctl-env-'))
    try {
      const file = join(directory, '.env')
      writeFileSync(file, writeEnv(variables, ['head']))
      expect(readBack(['node', [`--env-file=${file}`, '-p', PRINT]])).toEqual(Object.fromEntries(variables))
      const shell = `set -a; . ${file}; set +a; exec node -p '${PRINT}'`
      for (const sh of [['sh'], ['bash', '--norc']])
        expect(readBack([sh[0] ?? '', [...sh.slice(1), '-c', shell]])).toEqual(Object.fromEntries(variables))
    } finally {
      rmSync(directory, { recursive: true })
    }
    values.forEach((each) => expect(envParts(each)?.join('')).toBe(each))
  })

  it('holds no line break', () => {
    for (const each of ['a\nb', '\r', '\0']) expect(envParts(each)).toBeUndefined()
  })
})

const PRINT =
  'JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("V_"))))'

function readBack([command, args]: [string, string[]]): unknown {
  return JSON.parse(execFileSync(command, args, { env: { PATH: process.env['PATH'] }, encoding: 'utf8' }))
}
