import type { Command, Form, OptionSpec } from './command.ts'
import { ENVIRONMENT, FILES } from './environment.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { bold, roff, roffItem, roffProse, roffText } from './roff.ts'
import { VERSION } from './version.ts'

/**
 * The manual page gwctl(1), from the tables that parse the command line and print `--help`.
 *
 * One page for all commands: what is looked for is mostly an option, and a pager searches one page.
 *
 * @param date  of the last change of its contents, YYYY-MM-DD
 * @returns     man(7) source, ASCII only
 */
export function manualPage(commands: readonly Command[], date: string): string {
  return [
    `.\\" Made by \`npm run man\` from src/cli; do not edit.\n`,
    `.TH GWCTL 1 ${date} "gwctl ${VERSION}" "User Commands"\n.ad l\n`,
    section('NAME', 'gwctl \\- plan and apply for FreeSWITCH SIP gateways\n'),
    section('SYNOPSIS', SYNOPSIS),
    section('DESCRIPTION', roffText(DESCRIPTION)),
    section('COMMANDS', `${roffText(COMMON)}${commands.map(describeCommand).join('')}`),
    section('EXIT STATUS', EXIT_CODES.map(([code, meaning]) => roffItem(bold(`${code}`), meaning)).join('')),
    section('ENVIRONMENT', items(ENVIRONMENT)),
    section('FILES', `${roffText('CONF is the configuration directory of FreeSWITCH.')}${items(FILES)}`),
    section(
      'EXAMPLES',
      `${roffText('The everyday ones; each command has more of its own.')}${EXAMPLES.map(exampleOf).join('')}`,
    ),
    section('SEE ALSO', '.BR freeswitch (1),\n.BR fs_cli (1)\n'),
  ].join('')
}

const SYNOPSIS = `.B gwctl
.I COMMAND
.RI [ OPTIONS ]
.br
.B gwctl help
.RI [ COMMAND ]
.br
.B gwctl \\-\\-version
`

const DESCRIPTION = `YAML says which SIP gateways and which settings of profiles a FreeSWITCH should have. \`gwctl plan\` compares it with the
XML on disk and with the running switch, and shows every byte and every command that it would take. \`gwctl apply\` does that
and nothing else, and proves the result; when anything fails, files and gateways are put back as they were.

Passwords appear in no output (but that of \`gwctl import\`, unless \`--secrets env\` is given). What gwctl did not write or adopt it leaves
alone.`

const COMMON = `Every command takes \`-h\` or \`--help\`. An option that a command does not know is refused before anything is read. With \`--json\`
one whole document is printed, however the run ends; problems go to standard error.`

const EXAMPLES: Form['examples'] = [
  { line: 'gwctl init && gwctl plan', does: 'begin with what is there: at first only adoptions' },
  { line: 'gwctl plan --out change.plan', does: 'for a review' },
  { line: 'gwctl apply change.plan', does: 'what was reviewed, or nothing' },
  { line: 'gwctl rollback', does: 'undo the last apply' },
]

function section(title: string, body: string): string {
  return `.SH ${title}\n${body}`
}

function describeCommand(command: Command): string {
  const forms = (command.subcommands ?? []).map((form) =>
    describeForm({ ...form, name: `${command.name} ${form.name}` }),
  )
  // What a command with subcommands takes is said at each of them.
  const own = forms.length === 0 ? command : { ...command, options: [] }
  return `${describeForm(own)}${forms.join('')}`
}

function describeForm({ name, summary, usage, description, options, examples }: Form): string {
  return [
    `.SS ${roff(name)}\n`,
    `${sentence(roffProse(summary))}\n.PP\n`,
    `${bold('gwctl')} ${roff(usage)}\n.PP\n`,
    roffText(description),
    ...options.map(describeOption),
    ...examples.map(exampleOf),
  ].join('')
}

function describeOption({ name, short, value, help }: OptionSpec): string {
  const long = `${bold(`--${name}`)}${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}`
  return roffItem(short === undefined ? long : `${bold(`-${short}`)}, ${long}`, help)
}

function exampleOf({ line, does }: Form['examples'][number]): string {
  return `.PP\n.EX\n${bold(line)}\n.EE\n.RS 4\n${sentence(roffProse(does))}\n.RE\n`
}

function items(table: readonly (readonly [name: string, text: string])[]): string {
  return table.map(([name, text]) => roffItem(bold(name), text)).join('')
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
