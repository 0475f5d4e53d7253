import type { Refusal } from '../model/plan.ts'
import { callsInProgress, doesNotRun, shutdownOnFail } from '../plan/operation-refusals.ts'
import type { ProfileVerb, Subject } from './profile-subject.ts'

/** Everything that is against it: what else is to be refused is added here. */
export function profileRefusals(verb: ProfileVerb, subject: Subject): Refusal[] {
  const { profile, world, loaded, state, calls, args } = subject
  const disks = [world.configuration.disk, loaded]
  const noCalls = (): Refusal[] => callsInProgress(profile, calls, args.flag('allow-calls'))
  switch (verb) {
    case 'start':
      return shutdownOnFail(profile, disks)
    case 'stop':
      return [...doesNotRun(profile, state), ...noCalls()]
    case 'restart':
      return [...doesNotRun(profile, state), ...shutdownOnFail(profile, disks), ...noCalls()]
    case 'rescan':
      return [...doesNotRun(profile, state), ...waitsForRestart(profile, subject.waiting)]
  }
}

/** A rescan would read these settings and use them half (plan/pending-restarts.ts). */
function waitsForRestart(profile: string, waiting: readonly string[]): Refusal[] {
  if (waiting.length === 0) return []
  return [
    {
      rule: 'pending-restart',
      message: `${waiting.join(', ')} of profile ${profile} stands changed on disk and is not in force: a rescan would make FreeSWITCH use it half.`,
      lift: `gwctl profile restart ${profile}`,
    },
  ]
}
