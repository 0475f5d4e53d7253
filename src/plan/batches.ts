import type { Change } from '../model/plan.ts'

/** Gateways that are changed together, and how what is new of them comes into the switch. */
export interface Batch {
  readonly changes: readonly Change[]
  readonly adding: 'rescan' | 'startgw'
}

/**
 * Takes the changes of a plan so many gateways at a time. The rule:
 *
 * - Without a size, or where all of them fit into one batch, there is one batch.
 * - First what is new in its profile, then what changes, at last what goes: an apply that stops
 *   half-way has deleted nothing.
 * - A rescan adds whatever stands on disk and does not run, and all files are written before the
 *   first batch. So what is new is added by `startgw`, one by one; once all of it runs, a rescan adds
 *   nothing but what its own batch has killed.
 * - Both sides of a move are one gateway.
 */
export function batchesOf(changes: readonly Change[], size: number | undefined): Batch[] {
  const whole: Batch = { changes, adding: 'rescan' }
  const units = unitsOf(changes.filter(isCommanded))
  if (size === undefined || units.length <= size) return [whole]
  return [
    ...chunks(units.filter(isNew), size, 'startgw'),
    ...chunks(
      units.filter((each) => !isNew(each) && isStarted(each)),
      size,
      'rescan',
    ),
    ...chunks(
      units.filter((each) => !isStarted(each)),
      size,
      'rescan',
    ),
  ]
}

/** One gateway: its change, or the two of a move. */
type Unit = readonly Change[]

/** Whether anything is sent for it: an adopted gateway only gets its marker on disk. */
export function isCommanded({ runtime, action }: Change): boolean {
  return runtime.kill || runtime.start || action === 'delete'
}

function unitsOf(changes: readonly Change[]): Unit[] {
  const leaving = new Map(
    changes.filter((each) => each.movedTo !== undefined).map((each) => [each.gateway, each]),
  )
  return changes
    .filter((each) => each.movedTo === undefined)
    .map((change) => {
      const other = change.movedFrom === undefined ? undefined : leaving.get(change.gateway)
      return other === undefined ? [change] : [other, change]
    })
}

function isStarted(unit: Unit): boolean {
  return unit.some((each) => each.runtime.start)
}

/** Nothing of this name runs in the profile in which it is started. */
function isNew(unit: Unit): boolean {
  return unit.some((each) => each.runtime.start && (!each.runtime.kill || each.movedFrom !== undefined))
}

function chunks(units: readonly Unit[], size: number, adding: Batch['adding']): Batch[] {
  const count = Math.ceil(units.length / size)
  return Array.from({ length: count }, (_, index) => ({
    changes: units.slice(index * size, (index + 1) * size).flat(),
    adding,
  }))
}
