import { GwctlError } from '../errors.ts'
import type { Arguments } from './command.ts'
import type { Io } from './io.ts'

/** Before anything is read: nobody could answer the question. Throws GW302 (exit 4). */
export function requireConsent(command: string, args: Arguments, io: Io): void {
  if (args.flag('yes') || io.interactive) return
  throw new GwctlError(
    'GW302',
    `${command} asks before it changes anything, and there is no terminal to ask on.`,
    { hint: `Look at what it would do first, then pass --yes.` },
  )
}

/** Asks on the terminal, unless --yes was given. Throws GW302 for any answer but "yes", GW505 on an interrupt. */
export async function confirm(question: string, args: Arguments, io: Io): Promise<void> {
  if (args.flag('yes')) return
  const answer = await io.ask(`\n${question} Only "yes" is taken for it: `)
  if (io.signal.aborted)
    throw new GwctlError('GW505', 'Interrupted; nothing was changed.', { hint: 'Run it again.' })
  if (answer?.trim() === 'yes') return
  throw new GwctlError('GW302', 'Not confirmed; nothing was changed.', { hint: 'Answer "yes" to go on.' })
}
