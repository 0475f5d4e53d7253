import { COMMON_OPTIONS, type Command, type OptionSpec } from './command.ts'

/** What `gwctl --help` prints. */
export function generalHelp(
  commands: readonly { readonly name: string; readonly summary: string }[],
): string {
  const width = Math.max(...commands.map((each) => each.name.length))
  const list = commands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}\n`).join('')
  return `gwctl - plan and apply for FreeSWITCH SIP gateways

Usage: gwctl COMMAND [OPTIONS]

Commands:
${list}
Options:
  -h, --help     print this, or with a command its own help
      --version  print the version

Exit codes: 0 done or nothing to do, 1 failed and nothing changed, 2 there are changes,
3 bad input, 4 refused or declined, 6 failed and put back, 7 failed and not all put back,
8 applied but unhealthy (--keep), 130 interrupted and put back.
`
}

/** What `gwctl COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const options = [...command.options, ...COMMON_OPTIONS]
  const heads = options.map(optionHead)
  const width = Math.max(...heads.map((each) => each.length))
  const lines = options.map((each, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${each.help}\n`)
  const examples = command.examples.map(({ line, does }) => `  ${line}\n      ${does}\n`)
  return `gwctl ${command.name} - ${command.summary}

Usage: gwctl ${command.usage}

${command.description}

Options:
${lines.join('')}
Examples:
${examples.join('')}`
}

function optionHead({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`
}
