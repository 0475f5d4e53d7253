import { freeswitchAvailable } from './freeswitch.ts'

/** `describe` where a FreeSWITCH is installed; elsewhere the suite is skipped, and says so. */
export function describeSwitch(name: string, suite: () => void): void {
  if (freeswitchAvailable()) {
    describe(name, suite)
    return
  }
  process.stderr.write(`SKIPPED, no freeswitch on PATH: ${name}\n`)
  describe.skip(name, suite)
}
