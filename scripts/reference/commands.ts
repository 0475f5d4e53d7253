import { COMMANDS } from '../../src/cli/commands.ts'
import type { Command, Form } from '../../src/cli/command.ts'
import { COMMON_OPTIONS } from '../../src/cli/command.ts'
import { bullets, code, generatedHead, prose, table } from './markdown.ts'

/** docs/commands.md: the texts of `--help`. */
export async function commandsPage(): Promise<string> {
  const commands = await Promise.all(COMMANDS.map((each) => each.load()))
  const rows = commands.map(({ name, summary }) => [
    `[${code(`gwctl ${name}`)}](#gwctl-${name})`,
    prose(summary),
  ])
  return (
    generatedHead('Commands', 'the texts of `--help`') +
    `Every command has \`--help\`, which says what this page says. An unknown option is refused before anything is read or
asked. Commands that change something ask first; \`--yes\` answers, and lifts no limit. With \`--json\` a run prints one whole
document on standard output, however it ends; what is for people goes to standard error. \`NO_COLOR\` and \`FORCE_COLOR\` are
heeded. What the exit codes mean: [exit codes](exit-codes.md).

${table(['command', 'does'], rows)}
${commands.map(section).join('\n')}`
  )
}

function section(command: Command): string {
  const forms = command.subcommands ?? []
  return (
    part(command, `gwctl ${command.name}`, '##') +
    forms.map((form) => `\n${part(form, `gwctl ${command.name} ${form.name}`, '###')}`).join('')
  )
}

function part(form: Form, title: string, level: string): string {
  const options = [...form.options, ...COMMON_OPTIONS].map(({ name, short, value, help }) => {
    const dashed = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].join(', ')
    return [code(value === undefined ? dashed : `${dashed} ${value}`), prose(help)]
  })
  const examples = form.examples.map(({ line, does }) => `${code(line)}: ${prose(does)}`)
  return `${level} ${title}

${prose(sentence(form.summary))}

Usage: ${code(`gwctl ${form.usage}`)}

${description(form.description)}

${table(['option', 'what it does'], options)}
Examples:

${bullets(examples)}`
}

/** Lines that are indented, what a terminal shows, stay as they are. */
function description(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith('  ') ? `  ${line}` : prose(line)))
    .join('\n')
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
