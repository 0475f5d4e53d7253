import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { COMMANDS } from '../../src/cli/commands.ts'
import { EXIT_CODES } from '../../src/cli/exit-codes.ts'
import { generalHelp } from '../../src/cli/help.ts'
import { manual } from '../../src/cli/manual.ts'
import { roff, roffProse, roffText } from '../../src/cli/roff.ts'
import { CODES } from '../../src/errors.ts'

const PAGE = 'man/gwctl.1'
const page = readFileSync(PAGE, 'utf8')
const date = /^\.TH GWCTL 1 (\d{4}-\d\d-\d\d) /m.exec(page)?.[1] ?? 'no date'

/** `it` where a program is installed; else the test says that it is not. */
function itWith(program: string): jest.It {
  const found = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!found) process.stderr.write(`Manual page with ${program}: skipped, ${program} is not installed.\n`)
  return found ? it : it.skip
}

describe('man/gwctl.1', () => {
  it('is what the tables of the command line give; run `npm run man` after a change', async () => {
    expect(page).toBe(await manual(date))
  })

  it('is the manual page of the package', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({
      man: `./${PAGE}`,
      files: expect.arrayContaining(['man']) as unknown,
    })
  })

  it('has every command, option and example', async () => {
    for (const command of await Promise.all(COMMANDS.map((each) => each.load()))) {
      const { subcommands = [] } = command
      for (const form of [
        command,
        ...subcommands.map((each) => ({ ...each, name: `${command.name} ${each.name}` })),
      ]) {
        const [, section = ''] = page.split(`\n.SS ${roff(form.name)}\n`)
        const own = section.split('\n.SS ')[0] ?? ''
        if (form !== command || subcommands.length === 0)
          for (const { name, help } of form.options) {
            expect(own).toContain(`\\fB${roff(`--${name}`)}\\fR`)
            expect(own).toContain(roffProse(help))
          }
        for (const { line } of form.examples) expect(own).toContain(`\\fB${roff(line)}\\fR`)
      }
    }
  })

  it('has every exit code, as the help has', () => {
    const codes = new Set(Object.values(CODES).map((each) => each.exit))
    // 2 is the exit of no error.
    expect(EXIT_CODES.map(([code]) => code)).toEqual([...codes, 2].sort((a, b) => a - b))
    for (const [code, meaning] of EXIT_CODES) {
      expect(page).toContain(`.TP\n\\fB${code}\\fR\n${roffProse(meaning)}\n`)
      expect(generalHelp([{ name: 'x', summary: 'y' }])).toContain(`${code}  ${meaning}\n`)
    }
  })

  it('names the variables of the environment', () => {
    const [, environment = ''] = page.split('\n.SH ENVIRONMENT\n')
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'SUDO_USER', 'GITHUB_ACTOR', 'CI_JOB_ID'])
      expect(environment.split('\n.SH ')[0]).toContain(name)
  })

  itWith('mandoc')('has no fault that mandoc knows', () => {
    expect(spawnSync('mandoc', ['-Tlint', '-Wwarning', PAGE]).stdout.toString()).toBe('')
  })

  itWith('man')('is shown by man without a warning, and can be copied from', () => {
    const { stdout, stderr } = spawnSync('man', ['--warnings', '-l', PAGE], {
      env: { ...process.env, MANWIDTH: '200', LC_ALL: 'C.UTF-8' },
    })
    expect(stderr.toString()).toBe('')
    expect(stdout.toString()).toContain(
      "gwctl status --json | jq -r '.gateways[] | select(.up | not) | .gateway'",
    )
  })
})

describe('roff', () => {
  it('lets nothing be taken for markup', () => {
    expect(roff(".x\n'y\\z `a` ~^-")).toBe('\\&.x\n\\(aqy\\ez \\(gaa\\(ga \\(ti\\(ha\\-')
    expect(roffProse('run `a-b` now')).toBe('run \\fBa\\-b\\fR now')
  })

  it('keeps lines that begin with blanks', () => {
    expect(roffText('a\nb\n  c\n    d\ne\n\n  f')).toBe(
      'a\nb\n.RS 2\n.EX\nc\n  d\n.EE\n.RE\ne\n.PP\n.RS 2\n.EX\nf\n.EE\n.RE\n',
    )
  })
})
