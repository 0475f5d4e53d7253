import { GwctlError } from '../errors.ts'

/** What ends a run that had not changed anything yet. */
export function interrupted(): GwctlError {
  return new GwctlError('GW505', 'Interrupted; nothing was changed.', { hint: 'Run it again.' })
}
