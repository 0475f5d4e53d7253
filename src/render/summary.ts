import type { Change, Plan } from '../model/plan.ts'

/** How many gateways of each kind; a move counts once, as a create. */
export interface Summary {
  readonly create: number
  readonly update: number
  readonly delete: number
  readonly adopt: number
  readonly recreate: number
  readonly unchanged: number
  readonly unmanaged: number
}

export function summaryOf(plan: Plan): Summary {
  const count = (action: Change['action']): number =>
    plan.changes.filter((each) => each.action === action && each.movedTo === undefined).length
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    adopt: count('adopt'),
    recreate: count('recreate'),
    unchanged: plan.unchanged.length,
    unmanaged: plan.unmanaged.length,
  }
}

/** `1 to create, 1 to update; 3 unchanged, 2 unmanaged.` */
export function summaryLine(plan: Plan): string {
  const summary = summaryOf(plan)
  const planned = (['create', 'update', 'recreate', 'adopt', 'delete'] as const)
    .filter((action) => summary[action] > 0)
    .map((action) => `${summary[action]} to ${action}`)
  const standing = `${summary.unchanged} unchanged, ${summary.unmanaged} unmanaged.`
  return planned.length === 0 ? standing : `${planned.join(', ')}; ${standing}`
}
