import { CODES, GwctlError, InputError } from '../errors.ts'
import { closest } from '../config/closest.ts'
import { parseArguments } from './arguments.ts'
import { COMMANDS } from './commands.ts'
import type { Command, CommandEntry } from './command.ts'
import { commandHelp, formOf, generalHelp } from './help.ts'
import { interrupted } from './interrupted.ts'
import type { Io } from './io.ts'
import { quickAnswer } from './quick-answer.ts'
import { reportFailure } from './report-failure.ts'

/** Runs one command line; resolves to its exit code and never rejects. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let printed = false
  const noting: Io = {
    ...io,
    stdout: (text) => {
      printed = true
      io.stdout(text)
    },
  }
  // What is printed already is the one document of the run.
  io.lastWords(() => (printed ? undefined : reportFailure(interrupted(), argv, io)))
  try {
    return await dispatch(argv, noting)
  } catch (error) {
    await reportFailure(error, argv, io)
    if (error instanceof GwctlError) return error.exit
    return error instanceof InputError ? 3 : CODES.GW900.exit
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv
  const answer = quickAnswer(argv)
  if (answer !== undefined) {
    io.stdout(answer)
    return 0
  }
  if (name === 'help') {
    const [topic = '', ...subtopic] = rest
    io.stdout(commandHelp(formOf(await find(topic).load(), subtopic)))
    return 0
  }
  if (name === undefined) {
    io.stderr(generalHelp(COMMANDS))
    return 3
  }
  if (name === '__complete') return (await import('./completion/answer-shell.ts')).answerShell(rest, io)
  const command = await find(name).load()
  return runCommand(command, rest, io)
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments(command, argv)
  const form = formOf(command, args.positionals)
  if (args.flag('help')) {
    io.stdout(commandHelp(form))
    return 0
  }
  return command.run(parseArguments(form, argv), io)
}

function find(name: string): CommandEntry {
  const entry = COMMANDS.find((each) => each.name === name)
  if (entry !== undefined) return entry
  const names = COMMANDS.map((each) => each.name)
  const meant = closest(name, names)
  throw new GwctlError('GW100', `There is no command "${name}".`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}Commands: ${names.join(', ')}.`,
  })
}
