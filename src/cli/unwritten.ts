import { remedyFor } from '../targets/remedy.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'

/**
 * Says at the end what standard output did not take: a plan that a full disk has cut off must not pass for a
 * whole one. A reader that left early (`| head`) has what it wanted.
 *
 * @param begun  whether something was begun: then the exit code tells how that ended, and nothing else
 */
export function tellUnwritten(begun: () => boolean): void {
  process.stdout.on('error', (error: unknown) => {
    if (systemCode(error) === 'EPIPE') return
    process.once('exit', () => {
      process.stderr.write(
        `error GW501: Standard output could not be written: ${systemReason(error)}.\n  ${remedyFor(error)}, or write it elsewhere.\n`,
      )
      if (!begun()) process.exitCode ||= 1
    })
  })
}
