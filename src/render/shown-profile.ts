import type { Plan, ProfileChange, SettingChange } from '../model/plan.ts'
import { profileConsequence, settingConsequence } from './consequence.ts'
import { awayWith } from './profile-text.ts'
import type { ShownChange } from './shown-change.ts'

/** What happens to profiles and their settings, one entry a profile, as a page shows it. */
export function shownProfiles(plan: Plan): ShownChange[] {
  const { profiles = [], settings = [] } = plan
  const names = new Set([...profiles, ...settings].map((each) => each.profile))
  return [...names].map((name) => {
    const change = profiles.find((each) => each.profile === name)
    const mine = settings.filter((each) => each.profile === name)
    return {
      name: `profile ${name}`,
      ...(change === undefined ? onlySettings(mine) : asWhole(change, plan)),
      params: mine.map(({ name: setting, before, after, sensitive }) => ({
        name: setting,
        before,
        after,
        ...(sensitive && { sensitive }),
      })),
    }
  })
}

type Shown = Pick<ShownChange, 'verb' | 'tone' | 'consequence' | 'why'>

function asWhole(change: ProfileChange, plan: Plan): Shown {
  return {
    verb: change.action,
    tone: TONES[change.action],
    consequence: profileConsequence(change, awayWith(change, plan)),
    why: change.reasons.join('; '),
  }
}

const TONES: Readonly<Record<ProfileChange['action'], ShownChange['tone']>> = {
  create: 'add',
  start: 'add',
  restart: 'change',
  delete: 'remove',
}

function onlySettings(settings: readonly SettingChange[]): Shown {
  return {
    verb: 'change settings',
    tone: 'change',
    consequence: [...new Set(settings.map(settingConsequence))].join('; '),
    why: [...new Set(settings.flatMap((each) => each.reasons))].join('; '),
  }
}
