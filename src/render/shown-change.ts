import { gatewayPath } from '../model/gateway.ts'
import type { Change, ParamChange, Plan } from '../model/plan.ts'
import { briefConsequence } from './brief-consequence.ts'
import { shownList } from './shown-list.ts'
import { shownProfiles } from './shown-profile.ts'

/**
 * One change as a page shows it, whatever it is a change of: what markdown and HTML are made from.
 * A new kind of change is one more function like `shownGateway`. Texts are as they are; whoever
 * shows them writes them safely.
 */
export interface ShownChange {
  readonly name: string
  readonly verb: string
  /** How it looks, beside the word. */
  readonly tone: 'add' | 'change' | 'remove' | 'mark'
  /** What it does to calls. */
  readonly consequence: string
  readonly why: string
  readonly params: readonly ParamChange[]
}

/** Every change of a plan, what ends something first: where not all are shown, those are. */
export function shownChanges(plan: Plan): ShownChange[] {
  const lists = (plan.distributors ?? []).map(shownList)
  const all = [...shownProfiles(plan), ...lists, ...plan.changes.map(shownGateway)]
  return [...all].sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone))
}

const TONES: readonly ShownChange['tone'][] = ['remove', 'change', 'add', 'mark']

function shownGateway(change: Change): ShownChange {
  return {
    name: gatewayPath(change.profile, change.gateway),
    verb: verbOf(change),
    tone: toneOf(change.action),
    consequence: briefConsequence(change),
    why: change.reasons.join('; '),
    params: change.params,
  }
}

function verbOf({ action, movedFrom, movedTo }: Change): string {
  if (movedFrom !== undefined) return `move here from ${movedFrom}`
  return movedTo === undefined ? action : `move to ${movedTo}`
}

function toneOf(action: Change['action']): ShownChange['tone'] {
  switch (action) {
    case 'create':
      return 'add'
    case 'update':
    case 'recreate':
      return 'change'
    case 'delete':
      return 'remove'
    case 'adopt':
    case 'release':
      return 'mark'
  }
}
