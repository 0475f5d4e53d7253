import type { GatewayDefinition } from '../model/gateway.ts'
import type { Change, Plan, ProfileChange } from '../model/plan.ts'
import type { Keyed } from './digest-key.ts'

/**
 * The keyed digest of everything that a plan does, secrets included: two plans with equal digests
 * write the same bytes and send the same commands. What only tells how things stand (refusals,
 * warnings, counters and states of running gateways) is not in it.
 */
export function digestPlan(plan: Plan, { digest }: Keyed): string {
  const deeds = {
    changes: plan.changes.map(deedOf),
    settings: (plan.settings ?? []).map((each) => ({ ...each, reasons: [] })),
    profiles: (plan.profiles ?? []).map(profileDeed),
    distributors: plan.distributors,
    staged: plan.staged?.map(({ path, texts }) => [path, texts]),
    files: [...plan.files, ...(plan.temporary ?? [])].map(({ path, action, before, after, owner }) => [
      path,
      action,
      before,
      after,
      owner,
    ]),
    steps: plan.steps,
  }
  return digest('plan', JSON.stringify(deeds))
}

/** What goes through it, and how many calls, is how things stand. */
function profileDeed({ action, profile, idle, carried, listens }: ProfileChange): unknown {
  return [action, profile, idle === true, (carried ?? []).map((each) => each.gateway).sort(), listens]
}

function deedOf({ before, after, runtime, ...change }: Change): unknown {
  const { before: record, ...rest } = runtime
  return {
    ...change,
    before: before && definitionOf(before),
    after: after && definitionOf(after),
    runtime: { ...rest, ran: record !== undefined },
  }
}

function definitionOf({ params, variables, subscriptions }: GatewayDefinition): unknown {
  return {
    params: [...params],
    variables,
    subscriptions: subscriptions.map(({ event, params: of }) => [event, [...of]]),
  }
}
