import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArguments } from '../../src/cli/arguments.ts'
import type { Command, Form, OptionSpec } from '../../src/cli/command.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { optionsOf } from '../../src/cli/completion/read-words.ts'
import { unquote } from '../../src/cli/completion/unquote.ts'
import { within } from '../../src/cli/completion/within.ts'
import { inDirectory } from './gwctl.ts'
import { runHere, type HereOptions } from './in-process.ts'

const YAML = `version: 1
freeswitch: { conf: ./conf }
profiles:
  external:
    gateways:
      acme-1: { proxy: sip.acme.example, register: false }
      acme-2: { proxy: sip.acme.example, register: false }
  internal:
    gateways: {}
`
const XML = `<document><section name="configuration"><configuration name="sofia.conf"><profiles>
<profile name="external"><gateways>
<gateway name="acme-1"><!-- gwctl: managed external/acme-1 --><param name="proxy" value="a"/><param name="register" value="false"/></gateway>
<gateway name="legacy"><param name="proxy" value="a"/><param name="register" value="false"/></gateway>
</gateways></profile>
</profiles></configuration></section></document>
`

/** Asks in a directory with the YAML and, unless told otherwise, the XML above. */
async function ask(words: readonly string[], options: HereOptions & { files?: Record<string, string> } = {}) {
  return inDirectory({ 'gwctl.yaml': YAML, ...options.files }, async (cwd) => {
    mkdirSync(join(cwd, 'conf'))
    writeFileSync(join(cwd, 'conf', 'freeswitch.xml'), XML)
    const run = await runHere(['__complete', ...words], { cwd, ...options })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const lines = run.stdout.split('\n')
    expect(lines.at(-1)).toBe('')
    expect(lines.at(-2)).toMatch(/^:/)
    return { words: lines.slice(0, -2).map((line) => line.split('\t')[0]), how: lines.at(-2)?.slice(1), run }
  })
}

describe('gwctl __complete', () => {
  it.each<[typed: string, words: readonly string[], how?: string]>([
    ['pl', ['plan']],
    ['help pro', ['profile']],
    ['help profile re', ['restart', 'rescan']],
    ['help profile start ', []],
    ['--', ['--help', '--version']],
    ['nope ', []],
    ['backup ', ['list', 'show', 'diff', 'restore']],
    ['backup list --j', ['--json']],
    ['backup list --y', []],
    ['plan --format ', ['text', 'json', 'markdown', 'html']],
    ['plan --format=m', ['--format=markdown']],
    ['plan --nope=', []],
    ['plan --nope --off', ['--offline']],
    ['validate --fail-on ', ['error', 'warning']],
    ['schema ', ['gwctl', 'plan']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['import --secrets ', ['inline', 'env']],
    ['plan --target ', ['external/acme-1', 'external/acme-2', 'external/legacy']],
    ['plan --target=external/acme-1 --target external/a', ['external/acme-1', 'external/acme-2']],
    ['status i', ['internal']],
    ['status external/l', ['external/legacy']],
    ['status external ', ['--up', '--down', '--watch', '--json', '--conf', '--file', '--help']],
    ['status --json --up --', ['--down', '--watch', '--conf', '--file', '--help']],
    ['drift -f a.yaml --', ['--file', '--json', '--help']],
    ['recover -y --', expect.not.arrayContaining(['--yes']) as string[]],
    ['status -- --', []],
    ['adopt external/', ['external/legacy']],
    ['adopt external/legacy ', []],
    ['release ', ['external/acme-1']],
    ['gateway restart external/a', ['external/acme-1', 'external/acme-2']],
    ['gateway kill ext', ['external', 'external/acme-1', 'external/acme-2', 'external/legacy']],
    ['profile rescan ', ['external', 'internal']],
    ['profile rescan --conf conf ', ['external']],
    ['gateway kill --conf conf external/', ['external/acme-1', 'external/legacy']],
    ['plan -f nowhere.yaml --target ', []],
    ['plan -f - --target ', []],
    ['plan -fgwctl.yaml --target external/acme-2', ['external/acme-2']],
    ['plan --batch ', []],
    ['plan --file ', [], 'yaml'],
    ['plan -f ', [], 'yaml'],
    ['recover -yf ', [], 'yaml'],
    ['plan --out=', [], 'any'],
    ['apply ch', [], 'any'],
    ['fmt a.yaml ', [], 'yaml'],
    ['status --conf ', [], 'directory'],
    ['rollback ', [], 'ordered'],
  ])('gwctl %s', async (typed, words, how = '') => {
    expect(await ask(typed.split(' '))).toMatchObject({ words, how })
  })

  it('offers the ids of backups, newest first, with what they are', async () => {
    await inDirectory({}, async (cwd) => {
      for (const id of ['20261123T101500.123Z', '20261124T101500.123Z'])
        mkdirSync(join(cwd, '.gwctl', 'backups', id), { recursive: true })
      const { stdout } = await runHere(['__complete', 'backup', 'show', '--conf', cwd, '2026'], { cwd })
      expect(stdout).toBe(
        '20261124T101500.123Z\tcannot be used\n20261123T101500.123Z\tcannot be used\n:ordered\n',
      )
    })
  })

  it('completes the profile first where there are very many gateways', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `      g${index}: { proxy: a, register: false }\n`)
    const files = { 'gwctl.yaml': `${YAML.slice(0, YAML.indexOf('  internal'))}${many.join('')}` }
    expect(await ask(['plan', '--target', ''], { files })).toMatchObject({
      words: ['external/'],
      how: 'unfinished',
    })
    expect((await ask(['plan', '--target', 'external/g14'], { files })).words).toHaveLength(11)
  })

  it('goes as far as a YAML goes that is just being written', async () => {
    const files = { 'gwctl.yaml': `${YAML}  half:\n    gateways:\n      x: {proxy: "a\n` }
    expect((await ask(['plan', '--target', 'external/acme-2'], { files })).words).toEqual(['external/acme-2'])
  })

  it('offers no word that a shell would take for something else', async () => {
    const hostile = [
      '$(touch x)',
      'a;b',
      '`id`',
      'a b',
      "it's",
      '~root',
      '"',
      'a\\b',
      'é',
      '*',
      '\u001b[2J',
      '#x',
      '--yes',
      '=ls',
    ]
    const yaml = hostile.map((name) => `  ${JSON.stringify(name)}: { gateways: { g: {} } }\n`).join('')
    const files = { 'gwctl.yaml': `version: 1\nprofiles:\n  plain: { gateways: { g: {} } }\n${yaml}` }
    expect((await ask(['status', ''], { files })).words).toEqual(['plain', 'plain/g'])
  })

  it('waits for no pipe', async () => {
    await inDirectory({}, async (cwd) => {
      execFileSync('mkfifo', [join(cwd, 'gwctl.yaml')])
      expect(await runHere(['__complete', 'plan', '--target', ''], { cwd })).toEqual({
        code: 0,
        stdout: ':\n',
        stderr: '',
      })
    })
  })

  it('reads the words before as the shell will', async () => {
    const files = { 'my file.yaml': YAML.replaceAll('acme', 'other') }
    for (const word of ["'my file.yaml'", '"my file.yaml"', 'my\\ file.yaml'])
      expect((await ask(['plan', '-f', word, '--target', 'external/other'], { files })).words).toEqual([
        'external/other-1',
        'external/other-2',
      ])
  })
})

describe('unquote', () => {
  it.each([
    ['~/x', '/home/me/x'],
    ['~', '/home/me'],
    ['~you', '~you'],
    ["a'b c'd", 'ab cd'],
    ['"a\\"b\\c"', 'a"b\\c'],
    ["'open", "'open"],
  ])('%s', (word, read) => expect(unquote(word, '/home/me')).toBe(read))
  it('knows no home where there is none', () => expect(unquote('~/x', undefined)).toBe('~/x'))
})

describe('within', () => {
  it('ends what does not end by itself, and keeps what it has noted', () => {
    const noted: number[] = []
    const ended = within(50, () => {
      for (;;) if (noted.length < 3) noted.push(noted.length)
    })
    expect({ ended, noted }).toEqual({ ended: false, noted: [0, 1, 2] })
  })

  it('does not begin without time, and takes a failure for an end', () => {
    expect(within(0, () => undefined)).toBe(false)
    expect(within(1000, () => JSON.parse('{'))).toBe(false)
    expect(within(1000, () => undefined)).toBe(true)
  })
})

/** Every command and subcommand, as it is called. */
async function forms(): Promise<
  { readonly words: readonly string[]; readonly form: Form; readonly command: Command }[]
> {
  const commands = await Promise.all(COMMANDS.map((each) => each.load()))
  return commands.flatMap((command) => [
    { words: [command.name], form: command, command },
    ...(command.subcommands ?? []).map((form) => ({ words: [command.name, form.name], form, command })),
  ])
}

describe('the tables of options', () => {
  it('offer what is accepted, and all of it', async () => {
    for (const { words, form } of await forms()) {
      const offered = (await ask([...words, '--'])).words
      expect(offered).toEqual(optionsOf(form).map((each) => `--${each.name}`))
      for (const { name, value } of optionsOf(form))
        expect(() => parseArguments(form, [value === undefined ? `--${name}` : `--${name}=x`])).not.toThrow()
    }
  })

  it('say what each value is, but for what nobody can list', async () => {
    const open = new Set(['N', 'S', 'REF', 'CMD', 'HOST:PORT'])
    for (const { form } of await forms()) {
      for (const option of optionsOf(form))
        if (option.value !== undefined)
          expect([option.name, option.takes !== undefined]).toEqual([option.name, !open.has(option.value)])
    }
  })

  it('list the words that the command takes, in the help as well', async () => {
    const closed = (await forms()).flatMap(({ words, form }) =>
      optionsOf(form).flatMap((option) =>
        typeof option.takes === 'object' ? [{ words, option, choices: option.takes }] : [],
      ),
    )
    expect(closed.length).toBeGreaterThanOrEqual(5)
    for (const { words, option, choices } of closed) {
      const refused = await runHere([...words, `--${option.name}`, 'nope'])
      expect(refused.code).toBe(3)
      expect(refused.stderr).toContain(`--${option.name} takes ${choices.join(' or ')}, not "nope"`)
      for (const choice of choices) expect(helpOf(option)).toContain(choice)
    }
  })
})

function helpOf({ help }: OptionSpec): string {
  return help
}

describe('gwctl completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s', async (shell) => {
    const { code, stdout, stderr } = await runHere(['completion', shell])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`${shell} completion for gwctl`)
    expect(stdout).toContain('__complete')
  })

  it.each([[[]], [['csh']]])('refuses %j', async (args) => {
    const run = await runHere(['completion', ...args])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('completion bash')
  })
})
