import { GwctlError } from '../errors.ts'
import type { Command } from './command.ts'
import type { EventSocket } from './event-socket.ts'
import type { Failure } from './reply.ts'

/**
 * Sends a command and reads its reply.
 *
 * @throws what `EventSocket.api` throws; a reply that says no is a value, not an error
 */
export async function run<R>(socket: EventSocket, command: Command<R>): Promise<R> {
  return command.parse(await socket.api(command.line))
}

/**
 * As `run`, where only success is of use.
 *
 * @throws GW408 with what FreeSWITCH said and what to do about it
 */
export async function runOrFail<R extends { readonly ok: true }>(
  socket: EventSocket,
  command: Command<R | Failure>,
): Promise<R> {
  const reply = await run(socket, command)
  if (reply.ok) return reply
  throw failedCommand(command.line, reply)
}

/** The error for a command that FreeSWITCH did not carry out. */
export function failedCommand(line: string, failure: Failure): CommandError {
  return new CommandError(line, failure)
}

/** GW408 for a command, with what its reply meant: some failures pass when one waits. */
export class CommandError extends GwctlError {
  readonly failure: Failure

  constructor(line: string, failure: Failure) {
    const { what, hint } = explainFailure(failure)
    super('GW408', `FreeSWITCH did not do \`${line}\`: ${what}.`, { hint })
    this.failure = failure
  }
}

function explainFailure(failure: Failure): { what: string; hint: string } {
  switch (failure.reason) {
    case 'reload-failed':
      return {
        what: `its configuration does not load (${oneLine(failure.error)})`,
        hint: 'Run `gwctl validate`; the line counts in log/freeswitch.xml.fsxml of FreeSWITCH, not in a source file.',
      }
    case 'too-young':
      return {
        what: 'the profile was started less than 10 seconds ago',
        hint: `Run it again in ${failure.waitSeconds} seconds.`,
      }
    case 'no-such-profile':
      return {
        what: 'the profile does not run',
        hint: 'Check the name with `sofia status` in fs_cli, or start it with `sofia profile NAME start`.',
      }
    case 'no-such-gateway':
      return { what: 'there is no such gateway', hint: 'Check the name with `sofia status` in fs_cli.' }
    case 'not-started':
      return {
        what: 'the profile could not be started',
        hint: 'Look into the log of FreeSWITCH for the reason.',
      }
    case 'does-not-register':
      return {
        what: 'the gateway does not register',
        hint: 'Restart FreeSWITCH when the profile cannot be stopped any more.',
      }
    case 'unknown-command':
      return {
        what: `it does not know the command (${oneLine(failure.text)})`,
        hint: 'Load the module that has it.',
      }
    case 'refused':
    case 'unexpected':
      return {
        what: `it answered "${oneLine(failure.text)}"`,
        hint: 'Look into the log of FreeSWITCH for the reason.',
      }
  }
}

/** Replies may be long and may hold line ends; a message is one sentence. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
