import type { Io } from './io.ts'

/**
 * What may stand for a value, so that a shell can complete it: one of these words, or something of this
 * kind. `name` is a profile or a gateway, `managed` a gateway on disk with the marker, `unmanaged` one without.
 */
export type ValueKind =
  | readonly string[]
  | 'file'
  | 'yaml'
  | 'directory'
  | 'profile'
  | 'gateway'
  | 'name'
  | 'managed'
  | 'unmanaged'
  | 'backup'

/** One option of a command; `value` names what it takes, absent for a switch. */
export interface OptionSpec {
  readonly name: string
  readonly short?: string
  readonly value?: string
  /** Absent for a number, a command and what else nobody can list. */
  readonly takes?: ValueKind
  readonly multiple?: boolean
  readonly help: string
}

/** What can be said on the command line, and what `--help` prints of it. */
export interface Form {
  readonly name: string
  readonly summary: string
  readonly usage: string
  readonly description: string
  readonly options: readonly OptionSpec[]
  readonly examples: readonly { readonly line: string; readonly does: string }[]
  /** Most positional arguments it takes. */
  readonly positionals: number
  /** What each of them may be, in order; the last one says it of all that follow. */
  readonly takes?: readonly ValueKind[]
}

/** A command: how it is called and what it does. */
export interface Command extends Form {
  /** What its first argument may be, each with a help and options of its own; `name` is that argument. */
  readonly subcommands?: readonly Form[]
  /** Resolves to the exit code; failures are thrown. */
  run(args: Arguments, io: Io): Promise<number>
}

/** Parsed arguments; `flag`, `value` and `values` know only the options of the command. */
export interface Arguments {
  flag(name: string): boolean
  value(name: string): string | undefined
  values(name: string): readonly string[]
  readonly positionals: readonly string[]
}

/** What a table of commands holds: everything but the code, which is loaded when it runs. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: 'help', short: 'h', help: 'print this and exit' },
]

/** The options of every command that reads the YAML. */
export const INPUT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'file',
    short: 'f',
    value: 'PATH',
    takes: 'yaml',
    multiple: true,
    help: 'a YAML file or a directory of them; - reads standard input; may repeat (default ./gwctl.yaml)',
  },
]
