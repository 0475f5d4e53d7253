import type { Plan } from '../model/plan.ts'

export type OptionalParts = Pick<
  Plan,
  'settings' | 'profiles' | 'distributors' | 'temporary' | 'staged' | 'noRescan'
>

/** Absent parts of a plan mean the same as empty ones; most plans have none of them. */
export function unlessEmpty({
  settings = [],
  profiles = [],
  distributors = [],
  temporary = [],
  staged = [],
  noRescan = [],
}: OptionalParts): OptionalParts {
  return {
    ...(settings.length > 0 && { settings }),
    ...(profiles.length > 0 && { profiles }),
    ...(distributors.length > 0 && { distributors }),
    ...(temporary.length > 0 && { temporary }),
    ...(staged.length > 0 && { staged }),
    ...(noRescan.length > 0 && { noRescan }),
  }
}
