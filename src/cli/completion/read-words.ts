import { COMMON_OPTIONS, type Command, type Form, type OptionSpec } from '../command.ts'
import { formOf } from '../help.ts'

/** What has been typed of a command before the word that is to be completed. */
export interface Typed {
  /** The command, or the subcommand that was named. */
  readonly form: Form
  readonly positionals: readonly string[]
  /** Values of each option that was given; an empty list for a switch. */
  readonly given: ReadonlyMap<string, readonly string[]>
  /** The option whose value comes next. */
  readonly pending?: OptionSpec
  /** After `--` nothing is an option. */
  readonly closed: boolean
}

/** Reads words as `parseArguments` does, and takes no offence: what is not known is passed over. */
export function readWords(command: Command, words: readonly string[]): Typed {
  const state: State = { options: optionsOf(command), positionals: [], given: new Map(), closed: false }
  for (const word of words) readWord(state, word)
  const { positionals, given, closed, pending } = state
  return { form: formOf(command, positionals), positionals, given, closed, ...(pending && { pending }) }
}

/** Every option of a command, --help among them. */
export function optionsOf(form: Form): readonly OptionSpec[] {
  return [...form.options, ...COMMON_OPTIONS]
}

interface State {
  readonly options: readonly OptionSpec[]
  readonly positionals: string[]
  readonly given: Map<string, readonly string[]>
  closed: boolean
  pending?: OptionSpec | undefined
}

function readWord(state: State, word: string): void {
  const { pending } = state
  if (pending !== undefined) {
    note(state, pending, word)
    state.pending = undefined
    return
  }
  if (state.closed || word === '-' || !word.startsWith('-')) return void state.positionals.push(word)
  if (word === '--') return void (state.closed = true)
  if (word.startsWith('--')) readLong(state, word.slice(2))
  else readShort(state, word.slice(1))
}

function readLong(state: State, text: string): void {
  const [name = '', ...value] = text.split('=')
  const option = state.options.find((each) => each.name === name)
  if (option === undefined) return
  take(state, option, value.length === 0 ? undefined : value.join('='))
}

/** `-y`, `-f PATH`, `-fPATH`, `-yf PATH`. */
function readShort(state: State, letters: string): void {
  const option = state.options.find((each) => each.short === letters[0])
  if (option === undefined) return
  const rest = letters.slice(1)
  take(state, option, option.value === undefined || rest === '' ? undefined : rest)
  if (option.value === undefined && rest !== '') readShort(state, rest)
}

function take(state: State, option: OptionSpec, value: string | undefined): void {
  if (option.value !== undefined && value === undefined) state.pending = option
  else note(state, option, value)
}

function note({ given }: State, { name }: OptionSpec, value: string | undefined): void {
  given.set(name, [...(given.get(name) ?? []), ...(value === undefined ? [] : [value])])
}
