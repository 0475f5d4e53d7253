import type { Plan } from '../model/plan.ts'
import type { JournalHeader, JournalProfile } from './journal-records.ts'

/** What the journal has to know of the profiles that a plan changes. */
export function journalProfiles({ profiles = [], settings = [] }: Plan): JournalProfile[] {
  const whole = profiles.map(({ profile, action, idle, bindSeconds, loses }): JournalProfile => ({
    profile,
    action,
    ranBefore: action === 'restart' || (action === 'delete' && idle !== true),
    ...(bindSeconds !== undefined && { bindSeconds }),
    ...(loses && { loses }),
  }))
  const names = new Set(whole.map((each) => each.profile))
  const scanned = settings.filter(
    (each) => each.effect === 'rescan' && each.inForce !== true && !names.has(each.profile),
  )
  const rescans = [...new Set(scanned.map((each) => each.profile))].map((profile): JournalProfile => {
    const sticks = scanned.some(
      (each) => each.profile === profile && each.before === null && each.sensitive !== true,
    )
    return { profile, action: 'rescan', ranBefore: true, ...(sticks && { sticks }) }
  })
  return [...whole, ...rescans]
}

/** How long FreeSWITCH tries to bind a profile, by its name. */
export function bindSecondsIn({ profiles = [] }: JournalHeader): (profile: string) => number {
  const known = new Map(profiles.map((each) => [each.profile, each.bindSeconds ?? USUAL_SECONDS]))
  return (profile) => known.get(profile) ?? USUAL_SECONDS
}

/** Three tries, 5 s apart; see plan/listening.ts. */
const USUAL_SECONDS = 10
