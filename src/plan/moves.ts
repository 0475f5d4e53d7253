import type { Change } from '../model/plan.ts'

/**
 * Marks both sides of every move: a name that goes in one profile and comes in another. Also where
 * it stands in the other one already and only has to be started: the commands have to wait for
 * the end of the first all the same.
 */
export function joinMoves(changes: readonly Change[]): Change[] {
  const gone = new Map(
    changes.filter((each) => each.action === 'delete').map((each) => [each.gateway, each.profile]),
  )
  const come = new Map(changes.filter(comes).map((each) => [each.gateway, each.profile]))
  return changes.map((change) => {
    const from = gone.get(change.gateway)
    const to = come.get(change.gateway)
    if (from === undefined || to === undefined) return change
    // Names are unique across profiles, so that nothing else happens to this one.
    if (change.action === 'delete') return { ...change, movedTo: to }
    return change.action === 'create' ? { ...change, movedFrom: from } : change
  })
}

function comes({ action, runtime }: Change): boolean {
  return action === 'create' || (action === 'recreate' && !runtime.kill)
}
