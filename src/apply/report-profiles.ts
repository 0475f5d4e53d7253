import type { Plan, ProfileChange } from '../model/plan.ts'
import type { ReportedProfile } from '../model/report.ts'
import { addressText } from '../plan/listening.ts'

/** What a plan that was carried out and verified (apply/verify-plan.ts) has done to its profiles. */
export function reportProfiles({ profiles = [], settings = [] }: Plan): ReportedProfile[] {
  const whole = new Set(profiles.map((each) => each.profile))
  const rest = settings.filter((each) => !whole.has(each.profile))
  const bySettings = [...new Set(rest.map((each) => each.profile))].map((profile): ReportedProfile => {
    const names = rest.filter((each) => each.profile === profile).map((each) => each.name)
    return { profile, action: 'settings', detail: `FreeSWITCH has loaded ${names.join(', ')}` }
  })
  return [...profiles.map(reportProfile), ...bySettings]
}

function reportProfile({ profile, action, listens }: ProfileChange): ReportedProfile {
  const where = listens === undefined ? '' : ` on ${addressText(listens)}`
  const detail = action === 'delete' ? 'it is gone' : `it takes calls${where}`
  return { profile, action, detail }
}
