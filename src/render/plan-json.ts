import { printJson } from './json.ts'
import type { Change, Plan, ProfileChange, SettingChange } from '../model/plan.ts'
import type { FileStep, Step } from '../model/step.ts'
import { diagnosticsJson } from './diagnostics.ts'
import { distributorDocument } from './distributor-json.ts'
import { summaryOf } from './summary.ts'
import { unifiedDiff } from './unified-diff.ts'

/** Version of the document's form: minor when something is added, major when something changes or goes. */
export const PLAN_FORMAT_VERSION = '1.0'

/** The plan as one JSON document (schemas/plan.schema.json); no sensitive value is in it. Ends with a line end. */
export function renderPlanJson(plan: Plan, sources: ReadonlyMap<string, string> = new Map()): string {
  return printJson(planDocument(plan, sources))
}

type Document = Record<string, unknown>

export function planDocument(plan: Plan, sources: ReadonlyMap<string, string>): Document {
  return {
    formatVersion: PLAN_FORMAT_VERSION,
    observed: plan.observed,
    summary: summaryOf(plan),
    changes: [
      ...(plan.profiles ?? []).map(profileDocument),
      ...(plan.settings ?? []).map(settingDocument),
      ...plan.changes.map(changeDocument),
      ...(plan.distributors ?? []).map(distributorDocument),
    ],
    files: plan.files.map((each) => ({ path: each.path, action: each.action, diff: unifiedDiff(each) })),
    commands: plan.steps.map(stepDocument),
    unmanaged: plan.unmanaged,
    refusals: plan.refusals,
    warnings: diagnosticsJson(plan.warnings, sources),
    ...(plan.exceptions && { exceptions: plan.exceptions }),
  }
}

function changeDocument(change: Change): Document {
  const { kind, action, profile, gateway, params, reasons, movedFrom, movedTo, canary } = change
  return {
    kind,
    action,
    profile,
    gateway,
    params,
    reasons,
    ...(movedFrom !== undefined && { movedFrom }),
    ...(movedTo !== undefined && { movedTo }),
    ...(canary !== undefined && { canary }),
    ...(isLiveOnly(change) && { live: true }),
  }
}

function profileDocument({ kind, action, profile, reasons, calls, idle, carried }: ProfileChange): Document {
  return {
    kind,
    action,
    profile,
    reasons,
    ...(calls !== undefined && { calls }),
    ...(carried && { carries: carried.map((each) => each.gateway) }),
    ...((idle === true || action === 'start') && { running: false }),
  }
}

function settingDocument(change: SettingChange): Document {
  const { kind, profile, name, before, after, sensitive, effect, live, inForce, reasons } = change
  return {
    kind,
    profile,
    name,
    before,
    after,
    ...(sensitive === true && { sensitive }),
    effect,
    ...(live === true && { live }),
    ...(inForce === true && { inForce }),
    reasons,
  }
}

/** Whether no file changes: what is right on disk and gets no marker, and what goes but never stood there. */
function isLiveOnly({ action, reasons, before }: Change): boolean {
  if (action === 'delete') return before === undefined
  return action === 'recreate' && !reasons.includes('adopted')
}

/** Sent while waiting: an event that means nothing to any module, but wakes the workers of mod_sofia before their second is over. */
const HURRY = 'sendevent TRAP'

/** One step, as it stands under `commands`. */
export function stepDocument(step: Step): Document {
  switch (step.kind) {
    case 'command':
      return { ...profileOf(step), command: step.command }
    case 'wait': {
      const { profile, event, state, gateway, canaryOf } = step
      const wait = { event, ...(state !== undefined && { state }), gateway, hurry: HURRY }
      return { profile, wait: { ...wait, ...(canaryOf !== undefined && { canaryOf }) } }
    }
    case 'settle':
      return {
        profile: step.profile,
        wait: { seconds: step.seconds, since: 'sofia::gateway_state DOWN' },
      }
    case 'profile':
      return { profile: step.profile, wait: { profile: step.until } }
    case 'file':
      return { ...profileOf(step), file: fileDocument(step) }
    case 'verify': {
      const { batch, of, gateways, now } = step
      return { verify: { batch, of, gateways, ...(now && { now }) } }
    }
  }
}

/** What concerns no profile has none. */
function profileOf({ profile }: { readonly profile: string }): { readonly profile?: string } {
  return profile === '' ? {} : { profile }
}

function fileDocument({ action, path, without }: FileStep): Record<string, unknown> {
  return { action, path, ...(without && { without }) }
}
