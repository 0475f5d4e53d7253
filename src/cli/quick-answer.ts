import { COMMAND_NAMES } from './command-names.ts'
import { generalHelp } from './help.ts'
import { VERSION } from './version.ts'

/** What a command line that needs no command prints on standard output; undefined for every other. */
export function quickAnswer(argv: readonly string[]): string | undefined {
  const [name, topic] = argv
  if (name === '--version') return `${VERSION}\n`
  const wantsHelp = name === '--help' || name === '-h' || (name === 'help' && topic === undefined)
  return wantsHelp ? generalHelp(COMMAND_NAMES) : undefined
}
