import { readFileSync } from 'node:fs'
import { parseArguments } from '../../src/cli/arguments.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { formOf } from '../../src/cli/help.ts'
import { CODES } from '../../src/errors.ts'
import { GATEWAY_PARAMS } from '../../src/model/params.ts'
import { PROFILE_SETTINGS } from '../../src/model/profile-settings.ts'
import { referencePages } from '../../scripts/reference/pages.ts'

const read = (name: string): string => readFileSync(`docs/${name}`, 'utf8')

describe('the pages that are made from src', () => {
  it('are as `npm run docs:reference` writes them', async () => {
    for (const [name, text] of Object.entries(await referencePages()))
      // Not toBe: pages of two thousand lines would be printed whole.
      expect({ name, isFresh: read(name) === text }).toEqual({ name, isFresh: true })
  })

  it('have every command, parameter and setting as a heading', () => {
    const headings = (name: string): Set<string> =>
      new Set([...read(name).matchAll(/^#{2,3} `?(.*?)`?$/gm)].map(([, text = '']) => text))
    const missing = (name: string, wanted: readonly string[]): string[] =>
      wanted.filter((each) => !headings(name).has(each))
    expect(
      missing(
        'commands.md',
        COMMANDS.map(({ name }) => `gwctl ${name}`),
      ),
    ).toEqual([])
    expect(
      missing(
        'gateway-parameters.md',
        GATEWAY_PARAMS.map(({ name }) => name),
      ),
    ).toEqual([])
    expect(
      missing(
        'profile-settings.md',
        PROFILE_SETTINGS.map(({ name }) => name),
      ),
    ).toEqual([])
  })

  it.each(COMMANDS)('the examples of $name are command lines that it takes', async ({ load }) => {
    const command = await load()
    const examples = [command, ...(command.subcommands ?? [])].flatMap(({ examples: own }) => own)
    expect(examples).not.toEqual([])
    for (const { line } of examples) {
      const [program, name, ...rest] = wordsOf(line)
      expect([program, name]).toEqual(['gwctl', command.name])
      const form = formOf(command, parseArguments(command, rest).positionals)
      expect(() => parseArguments(form, rest)).not.toThrow()
    }
  })
})

/** The words of the first command of a line, without its redirections. */
function wordsOf(line: string): string[] {
  const [first = ''] = line.replace(/'[^']*'/g, 'quoted').split(/ [|>] /)
  return first.split(' ')
}

describe('docs/troubleshooting.md', () => {
  const sections = new Map(
    read('troubleshooting.md')
      .split(/^### /m)
      .slice(1)
      .map((text) => [/^GW\d{3}: .*$/m.exec(text)?.[0] ?? '', text]),
  )

  it.each(Object.entries(CODES))(
    'tells of %s what happened, how it ends and what to do',
    (code, { exit, title }) => {
      const text = sections.get(`${code}: ${title}`) ?? ''
      expect(text).toMatch(exit === 0 ? /^A warning\. \S/m : new RegExp(`^Exit ${exit}[.;] \\S`, 'm'))
      expect(text).toMatch(/^\*\*Do:\*\* \S/m)
    },
  )

  it('tells of no code that does not exist', () => {
    expect([...sections.keys()].map((each) => each.slice(0, 5)).sort()).toEqual(Object.keys(CODES).sort())
  })
})

describe('docs/exit-codes.md', () => {
  it('has every exit code that an error can have, and success and changes', () => {
    const rows = [...read('exit-codes.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
    const exits = new Set([0, 2, ...Object.values(CODES).map(({ exit }) => exit)])
    expect(rows).toEqual([...exits].sort((one, other) => one - other))
  })
})
