import type { Change, Plan } from '../model/plan.ts'

/** How many gateways of each kind; a move counts once, as a create. */
export interface Summary {
  readonly create: number
  readonly update: number
  readonly delete: number
  readonly adopt: number
  readonly recreate: number
  /** Absent where none is released. */
  readonly release?: number
  readonly unchanged: number
  readonly unmanaged: number
  /** Settings of profiles that change. */
  readonly settings: number
  /** Profiles that are created, started, restarted or taken away. */
  readonly profiles: number
  /** Distributor lists; absent: none is touched. */
  readonly distributors?: number
}

export function summaryOf(plan: Plan): Summary {
  const count = (action: Change['action']): number =>
    plan.changes.filter((each) => each.action === action && each.movedTo === undefined).length
  const release = count('release')
  return {
    ...(release > 0 && { release }),
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    adopt: count('adopt'),
    recreate: count('recreate'),
    unchanged: plan.unchanged.length,
    unmanaged: plan.unmanaged.length,
    settings: plan.settings?.length ?? 0,
    profiles: plan.profiles?.length ?? 0,
    ...(plan.distributors && {
      distributors: plan.distributors.filter((each) => each.action !== 'pause').length,
    }),
  }
}

/** `1 to create, 1 to update; 3 unchanged, 2 unmanaged; 1 list.`; moves are told as such. */
export function summaryLine(plan: Plan): string {
  const { unchanged, unmanaged, settings, profiles, distributors = 0, ...counts } = summaryOf(plan)
  const move = plan.changes.filter((each) => each.movedFrom !== undefined).length
  const told = { release: 0, ...counts, create: counts.create - move, move }
  const planned = (['create', 'update', 'recreate', 'move', 'adopt', 'release', 'delete'] as const)
    .filter((action) => told[action] > 0)
    .map((action): string => `${told[action]} to ${action}`)
  if (profiles > 0) planned.push(`${profiles} ${profiles === 1 ? 'profile' : 'profiles'}`)
  if (settings > 0) planned.push(`${settings} ${settings === 1 ? 'setting' : 'settings'}`)
  const lists =
    distributors === 0 ? '' : `; ${distributors} ${distributors === 1 ? 'list' : 'lists'} to change`
  const standing = `${unchanged} unchanged, ${unmanaged} unmanaged${lists}.`
  return planned.length === 0 ? standing : `${planned.join(', ')}; ${standing}`
}
