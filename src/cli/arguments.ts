import { parseArgs } from 'node:util'
import { GwctlError } from '../errors.ts'
import { closest } from '../config/closest.ts'
import { COMMON_OPTIONS, type Arguments, type Form, type OptionSpec } from './command.ts'

/** Parses a command's arguments; what it does not know is refused (GW100) before anything is read or written. */
export function parseArguments(command: Form, argv: readonly string[]): Arguments {
  const specs = [...command.options, ...COMMON_OPTIONS]
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(specs.map((each) => [each.name, shapeOf(each)])),
  })
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(token, specs, command)
  }
  if (positionals.length > command.positionals) {
    throw misused(command, `"${positionals[command.positionals] ?? ''}" is not expected here.`)
  }
  return {
    positionals,
    flag: (name) => values[name] === true,
    value: (name) => stringsOf(values[name]).at(-1),
    values: (name) => stringsOf(values[name]),
  }
}

function shapeOf(spec: OptionSpec): { type: 'string' | 'boolean'; short?: string; multiple: boolean } {
  return {
    type: spec.value === undefined ? 'boolean' : 'string',
    multiple: spec.value !== undefined,
    ...(spec.short !== undefined && { short: spec.short }),
  }
}

function checkOption(
  token: { readonly name: string; readonly rawName: string; readonly value?: string | undefined },
  specs: readonly OptionSpec[],
  command: Form,
): void {
  const spec = specs.find((each) => each.name === token.name)
  if (spec === undefined) {
    const names = specs.map((each) => `--${each.name}`)
    const suggestion = closest(token.rawName, names)
    throw misused(
      command,
      `There is no option ${token.rawName}.`,
      suggestion && `Did you mean ${suggestion}?`,
    )
  }
  if (spec.value !== undefined && token.value === undefined) {
    throw misused(command, `${token.rawName} needs a value: ${token.rawName} ${spec.value}.`)
  }
  if (spec.value === undefined && token.value !== undefined) {
    throw misused(command, `${token.rawName} takes no value.`)
  }
}

function misused(command: Form, message: string, suggestion?: string): GwctlError {
  const help = `\`gwctl ${command.name} --help\` lists the options.`
  return new GwctlError('GW100', message, { hint: suggestion === undefined ? help : `${suggestion} ${help}` })
}

function stringsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string')
}

/** A whole number of at least `least` from an option; undefined when it is not given. */
export function numberOption(args: Arguments, name: string, least: number): number | undefined {
  const text = args.value(name)
  if (text === undefined) return undefined
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (number >= least) return number
  throw new GwctlError('GW100', `--${name} takes a whole number of at least ${least}, not "${text}".`, {
    hint: `For example: --${name} ${Math.max(least, 30)}.`,
  })
}

/** One of the given words from an option; the first when it is not given. */
export function choiceOption<T extends string>(
  args: Arguments,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  return choice(`--${name}`, args.value(name), choices)
}

/** One of the given words; the first when there is none. `what` is named in the refusal. */
export function choice<T extends string>(
  what: string,
  text: string | undefined,
  choices: readonly [T, ...T[]],
): T {
  if (text === undefined) return choices[0]
  const chosen = choices.find((each) => each === text)
  if (chosen !== undefined) return chosen
  throw new GwctlError('GW100', `${what} takes ${choices.join(' or ')}, not "${text}".`, {
    hint: `For example: ${what} ${choices[0]}.`,
  })
}
