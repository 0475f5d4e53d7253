import { COMMANDS } from '../commands.ts'
import type { Command, OptionSpec, ValueKind } from '../command.ts'
import { completeValue } from './complete-value.ts'
import type { NameSource } from './names.ts'
import { optionsOf, readWords, type Typed } from './read-words.ts'
import { NOTHING, type Candidate, type Reply } from './reply.ts'

/**
 * What may stand in place of the last word of a command line (`words`, without `gwctl` itself). It comes from the
 * tables that parse the command line and print `--help`; only the command that is named is loaded.
 */
export async function complete(words: readonly string[], source: NameSource): Promise<Reply> {
  const current = words.at(-1) ?? ''
  const [name, ...before] = words.slice(0, -1)
  if (name === undefined) return current.startsWith('-') ? TOP_OPTIONS : { candidates: topics() }
  if (name === 'help') return completeTopic(before)
  const command = await COMMANDS.find((each) => each.name === name)?.load()
  return command === undefined
    ? NOTHING
    : completeArgument(readWords(command, before), current, command, source)
}

const TOP_OPTIONS: Reply = {
  candidates: [
    { word: '--help', does: 'print the commands and exit codes' },
    { word: '--version', does: 'print the version' },
  ],
}

function topics(): readonly Candidate[] {
  const help = { word: 'help', does: 'print the help of a command' }
  return [...COMMANDS.map(({ name, summary }) => ({ word: name, does: summary })), help]
}

/** `gwctl help COMMAND SUBCOMMAND`. */
async function completeTopic([name, ...more]: readonly string[]): Promise<Reply> {
  if (name === undefined) return { candidates: topics().filter(({ word }) => word !== 'help') }
  const command = await COMMANDS.find((each) => each.name === name)?.load()
  return command === undefined || more.length > 0 ? NOTHING : { candidates: subcommandsOf(command) }
}

function subcommandsOf({ subcommands = [] }: Command): readonly Candidate[] {
  return subcommands.map(({ name, summary }) => ({ word: name, does: summary }))
}

function completeArgument(typed: Typed, current: string, command: Command, source: NameSource): Reply {
  if (typed.pending !== undefined) return valueOf(typed.pending.takes, typed, current, source)
  if (!typed.closed && current.startsWith('-')) return completeOption(typed, current, source)
  const index = typed.positionals.length
  if (index === 0 && command.subcommands !== undefined) return { candidates: subcommandsOf(command) }
  // Where no more words are taken, options are all that may follow.
  if (index >= typed.form.positionals) return typed.closed ? NOTHING : { candidates: optionCandidates(typed) }
  const { takes = [] } = typed.form
  return valueOf(takes[index] ?? takes.at(-1), typed, current, source)
}

function completeOption(typed: Typed, current: string, source: NameSource): Reply {
  const [, name, part] = /^--([^=]*)=(.*)$/s.exec(current) ?? []
  if (name === undefined || part === undefined) return { candidates: optionCandidates(typed) }
  const option = optionsOf(typed.form).find((each) => each.name === name)
  const reply = valueOf(option?.takes, typed, part, source)
  const withName = ({ word, ...rest }: Candidate): Candidate => ({ word: `--${name}=${word}`, ...rest })
  return { ...reply, candidates: reply.candidates.map(withName) }
}

/** What is given already is not offered again, unless it may repeat. */
function optionCandidates({ form, given }: Typed): readonly Candidate[] {
  const isOpen = ({ name, multiple }: OptionSpec): boolean => multiple === true || !given.has(name)
  return optionsOf(form)
    .filter(isOpen)
    .map(({ name, help }) => ({ word: `--${name}`, does: help }))
}

function valueOf(kind: ValueKind | undefined, typed: Typed, current: string, source: NameSource): Reply {
  if (kind === undefined) return NOTHING
  const conf = typed.given.get('conf')?.at(-1)
  const place = { files: typed.given.get('file') ?? [], ...(conf !== undefined && { conf }) }
  return completeValue(kind, current, () => source(place), typed.positionals)
}
