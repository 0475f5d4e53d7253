import path from 'node:path'
import type { ApplyResult } from '../apply/apply.ts'
import type { Progress } from '../apply/progress.ts'
import { GwctlError } from '../errors.ts'
import type { Plan } from '../model/plan.ts'
import { printJsonLine } from '../render/json.ts'
import { visible } from '../render/visible.ts'
import { systemReason } from '../targets/system-error.ts'
import type { Arguments, OptionSpec } from './command.ts'
import { openEventFile } from './event-file.ts'
import {
  failureEvent,
  planEvent,
  progressEvent,
  resultEvent,
  startEvent,
  type ApplyEvent,
} from './event-json.ts'
import { interrupted } from './interrupted.ts'
import type { Io } from './io.ts'
import { asFailure } from './report-failure.ts'

export const EVENTS_OPTION: OptionSpec = {
  name: 'events',
  value: 'FILE',
  takes: 'file',
  help: 'write what happens as JSON, one object a line, to this file or pipe; - for standard output',
}

/** What an apply tells a machine while it runs. */
export interface EventLog {
  plan(plan: Plan): void
  progress(progress: Progress): void
  /** How it was carried out; the last line tells it. */
  ended(result: ApplyResult): void
}

/**
 * Runs an apply with the log that `--events` asks for; without it nothing is logged. The last line is
 * the result, the only one of the run, however it ends: only what kills the process outright leaves
 * none. Standard output has nothing but the events when they go there.
 */
export async function withEvents(
  args: Arguments,
  io: Io,
  run: (io: Io, log: EventLog) => Promise<number>,
): Promise<number> {
  const name = args.value('events')
  if (name === undefined) return run(io, SILENT)
  const lines = openLines(name, args, io)
  let last: ApplyResult | undefined
  let isOver = false
  const write = (event: ApplyEvent): void => {
    if (isOver) return
    isOver = event.kind === 'result'
    lines.write(printJsonLine({ time: io.clock.date().toISOString(), ...event }))
  }
  io.lastWords(() => write(failureEvent(interrupted())))
  write(startEvent())
  try {
    const exit = await run(name === '-' ? { ...io, stdout: (text) => io.stderr(text) } : io, {
      plan: (plan) => write(planEvent(plan)),
      progress: (progress) => write(progressEvent(progress)),
      ended: (result) => void (last = result),
    })
    write(resultEvent(last ?? { outcome: 'unchanged', gateways: [], left: [] }, exit))
    return exit
  } catch (error) {
    write(failureEvent(asFailure(error)))
    throw error
  } finally {
    lines.close()
  }
}

const SILENT: EventLog = { plan: () => undefined, progress: () => undefined, ended: () => undefined }

interface Lines {
  write(line: string): void
  close(): void
}

/** An apply does not fail because nobody can be told of it: that is said once, and it goes on. */
function openLines(name: string, args: Arguments, io: Io): Lines {
  if (name === '-') {
    if (args.flag('json')) throw bothOnStdout()
    return { write: (line) => io.stdout(line), close: () => undefined }
  }
  const file = openEventFile(path.resolve(io.cwd, name), name)
  let works = true
  return {
    write: (line) => {
      if (!works) return
      try {
        file.write(line)
      } catch (error) {
        works = false
        io.stderr(
          `No more events can be written to ${visible(name)}: ${systemReason(error)}. The apply goes on.\n`,
        )
      }
    },
    close: () => file.close(),
  }
}

function bothOnStdout(): GwctlError {
  return new GwctlError('GW100', '--events - and --json both want standard output.', {
    hint: 'Name a file with --events; the last event is the outcome, too.',
  })
}
