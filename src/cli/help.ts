import { COMMON_OPTIONS, type Command, type Form, type OptionSpec } from './command.ts'
import { EXIT_CODES } from './exit-codes.ts'

/** What `gwctl --help` prints. */
export function generalHelp(
  commands: readonly { readonly name: string; readonly summary: string }[],
): string {
  const width = Math.max(...commands.map((each) => each.name.length))
  const list = commands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}\n`).join('')
  const codes = EXIT_CODES.map(([code, meaning]) => `  ${`${code}`.padStart(3)}  ${meaning}\n`)
  return `gwctl - plan and apply for FreeSWITCH SIP gateways

Usage: gwctl COMMAND [OPTIONS]

Commands:
${list}
Options:
  -h, --help     print this, or with a command its own help
      --version  print the version

Exit codes:
${codes.join('')}`
}

/** What is called by these arguments: the subcommand that the first of them names, or the command itself. */
export function formOf(command: Command, positionals: readonly string[]): Form {
  const form = command.subcommands?.find((each) => each.name === positionals[0])
  return form === undefined ? command : { ...form, name: `${command.name} ${form.name}` }
}

/** What `gwctl COMMAND --help` prints, and `gwctl COMMAND SUBCOMMAND --help`. */
export function commandHelp(command: Form & Pick<Command, 'subcommands'>): string {
  const options = [...command.options, ...COMMON_OPTIONS]
  const heads = options.map(optionHead)
  const width = Math.max(...heads.map((each) => each.length))
  const lines = options.map((each, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${each.help}\n`)
  const examples = command.examples.map(({ line, does }) => `  ${line}\n      ${does}\n`)
  return `gwctl ${command.name} - ${command.summary}

Usage: gwctl ${command.usage}

${command.description}
${subcommandList(command)}
Options:
${lines.join('')}
Examples:
${examples.join('')}`
}

function subcommandList({ subcommands = [] }: Pick<Command, 'subcommands'>): string {
  if (subcommands.length === 0) return ''
  const width = Math.max(...subcommands.map((each) => each.name.length))
  const lines = subcommands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}\n`)
  return `\nSubcommands, each with its own --help:\n${lines.join('')}`
}

function optionHead({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`
}
