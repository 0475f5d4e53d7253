import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/*
 * The completion scripts in the shells they are for. A shell that is not installed is skipped, by name.
 */

// Each word is a run of gwctl, one after the other.
jest.setTimeout(60_000)

const HERE = process.cwd()
const YAML = `version: 1
freeswitch: { conf: ./conf }
profiles:
  external:
    gateways:
      acme-1: { proxy: sip.acme.example, register: false }
      acme-2: { proxy: sip.acme.example, register: false }
`
const CASES: readonly (readonly [typed: string, ...words: string[]])[] = [
  ['gwctl pla', 'plan'],
  ['gwctl backup ', 'diff', 'list', 'restore', 'show'],
  ['gwctl backup restore --allow-ch', '--allow-changed'],
  ['gwctl plan --format ma', 'markdown'],
  ['gwctl plan --target external/acme-', 'external/acme-1', 'external/acme-2'],
  ['gwctl plan --target external/acme-1 --target=external/acme-2 --off', '--offline'],
  ['gwctl profile restart ', 'external'],
  ['gwctl rollback 2026', '20261123T101500.123Z'],
  ['gwctl plan -f gw', 'gwctl.yaml'],
  ['gwctl status --conf c', 'conf'],
  ['gwctl plan --batch '],
  ['gwctl nope --x '],
]

let directory = ''
let env: Record<string, string> = {}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gwctl-shells-'))
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  mkdirSync(join(directory, 'conf', '.gwctl', 'backups', '20261123T101500.123Z'), { recursive: true })
  writeFileSync(join(directory, 'gwctl.yaml'), YAML)
  const gwctl = join(bin, 'gwctl')
  writeFileSync(
    gwctl,
    `#!/bin/sh\nexec '${process.execPath}' '${join(HERE, 'dist', 'bin', 'gwctl.cjs')}' "$@"\n`,
  )
  chmodSync(gwctl, 0o755)
  env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: directory, TERM: 'vt100', LC_ALL: 'C.UTF-8' }
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What a shell prints when it reads this script. */
function run(shell: string, args: readonly string[], script: string): string {
  const file = join(directory, `script.${shell}`)
  writeFileSync(file, script)
  return execFileSync(shell, [...args, file], { cwd: directory, env, timeout: 60_000 }).toString()
}

/** `it` where the shell is installed; else the test says that it is not. */
function itIn(shell: string): jest.It {
  const found = spawnSync(shell, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!found) process.stderr.write(`Completion in ${shell}: skipped, ${shell} is not installed.\n`)
  return found ? it : it.skip
}

/** The answers of a script that prints a line `>>>` before each. */
function answersIn(printed: string): readonly (readonly string[])[] {
  return printed
    .split('>>>\n')
    .slice(1)
    .map((part) =>
      part
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    )
}

function words(cases: typeof CASES): readonly (readonly string[])[] {
  return cases.map(([, ...expected]) => expected)
}

describe('bash', () => {
  const shell = itIn('bash')
  const ask = (typed: readonly (readonly string[])[]): readonly (readonly string[])[] =>
    answersIn(
      run(
        'bash',
        ['--norc'],
        `source '${HERE}/completions/gwctl.bash'
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gwctl; printf '>>>\\n'; printf '%s\\n' "\${COMPREPLY[@]}"; }
complete -p gwctl >/dev/null || exit 1
${typed.map((each) => `try ${each.map((word) => `'${word}'`).join(' ')}\n`).join('')}`,
      ),
    )

  shell('completes', () => {
    // As readline does: what is parted by blanks, and again at every sign of equality.
    const typed = CASES.map(([line]) =>
      line
        .split(' ')
        .flatMap((word) => word.split(/(=)/).filter((part, index) => index === 0 || part !== '')),
    )
    expect(ask(typed)).toEqual(words(CASES))
  })

  shell('completes after a sign of equality, whether readline parts words there or not', () => {
    expect(
      ask([
        ['gwctl', 'plan', '--format', '=', 'ma'],
        ['gwctl', 'plan', '--format', '='],
        ['gwctl', 'plan', '--format=ma'],
        ['gwctl', 'status', '--conf', '=', 'co'],
        ['gwctl', 'plan', '-f', '=', '--target', '=', 'external/acme-1'],
      ]),
    ).toEqual([['markdown'], ['html', 'json', 'markdown', 'text'], ['--format=markdown'], ['conf'], []])
  })

  shell('sets no variable and no option of the shell', () => {
    const printed = run(
      'bash',
      ['--norc'],
      `source '${HERE}/completions/gwctl.bash'
set -eu
state() { compgen -v | sort; set +o; shopt; }
BEFORE= AFTER= COMPREPLY=() COMP_WORDS=(gwctl pl) COMP_CWORD=1
BEFORE=$(state); _gwctl; AFTER=$(state)
[[ $BEFORE == "$AFTER" ]] && echo same`,
    )
    expect(printed).toBe('same\n')
  })
})

describe('fish', () => {
  itIn('fish')('completes', () => {
    const printed = run(
      'fish',
      ['--no-config'],
      `source '${HERE}/completions/gwctl.fish'
${[...CASES, ['gwctl plan --format=ma'], ['gwctl plan --file=gw']]
  .map(([line]) => `echo '>>>'; complete -C '${line}'\n`)
  .join('')}`,
    )
    const found = answersIn(printed).map((lines) =>
      lines.map((line) => line.split('\t')[0]?.replace(/\/$/, '')),
    )
    expect(found).toEqual([...words(CASES), ['--format=markdown'], ['--file=gwctl.yaml']])
    expect(printed).toContain('external/acme-1\tin the YAML, not on disk\n')
  })
})

describe('zsh', () => {
  // One interactive zsh in a pseudo terminal. The key ^X prints the line as it stands after the TAB; all matches of
  // one that is still ambiguous are listed below it.
  const ask = (lines: readonly string[]): readonly string[] => {
    const printed = run(
      'zsh',
      ['-f'],
      `zmodload zsh/zpty
zpty z zsh -f -i
typeset seen=
wait_for() {
  local chunk; integer i
  for i in {1..200}; do
    while zpty -r -t z chunk; do seen+=$chunk; done
    [[ $seen == *$1* ]] && return
    sleep 0.05
  done
  print "never seen: $1"
}
zpty -w z 'stty -echo columns 200; PS1=; unsetopt zle_bracketed_paste prompt_sp; setopt no_beep; autoload -U compinit; compinit -u -D'
zpty -w z "source '${HERE}/completions/_gwctl'; show() { print -r -- \\"<<\\$BUFFER>>\\"; BUFFER= }; zle -N show; bindkey '^X' show; print rea''dy"
wait_for ready
${lines.map((line) => `seen=; zpty -n -w z '${line}'$'\\t\\C-x'; wait_for '>>'; print -r -- ">>>"; print -r -- "$seen"\n`).join('')}`,
    )
    // Control sequences and the NUL bytes that an old terminal is given time with.
    return printed
      .replace(/\0|\r|\u001b\[[\d;?]*[A-Za-z]/g, '')
      .split('>>>\n')
      .slice(1)
  }

  itIn('zsh')('completes', () => {
    // Each takes zsh a second.
    const chosen = [
      'pla',
      'backup ',
      'plan --target external/acme-',
      'plan -f gw',
      'status --conf c',
      'nope --x ',
    ]
    const cases = [
      ...CASES.filter(([line]) => chosen.includes(line.replace('gwctl ', ''))),
      ['gwctl plan --format=ma', '--format=markdown'],
      ['gwctl plan --file=gw', '--file=gwctl.yaml'],
    ]
    const answers = ask(cases.map(([line = '']) => line))
    expect(answers).toHaveLength(cases.length)
    for (const [index, [line = '', ...expected]] of cases.entries()) {
      const answer = answers[index] ?? ''
      const [, buffer] = /<<(.*)>>/.exec(answer) ?? []
      const before = line.slice(0, line.lastIndexOf(' ') + 1)
      if (expected.length === 1) expect(buffer?.replace(/[ /]$/, '')).toBe(`${before}${expected[0] ?? ''}`)
      if (expected.length === 0) expect(buffer).toBe(line)
      if (expected.length > 1) for (const word of expected) expect(answer).toContain(word)
    }
  })
})
