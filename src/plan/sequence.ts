import type { Change, SettingChange } from '../model/plan.ts'
import type { RuntimeStep, Step } from '../model/step.ts'
import { canarySteps } from './canary-steps.ts'
import type { ListSteps } from './list-stages.ts'
import { profileSteps } from './profile-steps.ts'
import { changeSteps, refreshSteps } from './steps.ts'
import { stretchesOf, type ProfileWork, type Stretch } from './stretches.ts'

/**
 * Everything that an apply does once the files are written. First the profiles that stop, restart and
 * start, with all gateways in them (plan/profile-steps.ts); then the others, batch by batch
 * (plan/batches.ts): what is tried first (plan/canary-steps.ts), then the change itself
 * (plan/steps.ts), with the distributor lists around it (plan/list-stages.ts). Where there are batches,
 * each has to be proven before the next is touched.
 *
 * @param batchSize  most gateways that are changed at a time; absent: all of them
 * @param lists  for each of `stretchesOf` these; none: no list is managed
 */
export function planSteps(
  changes: readonly Change[],
  batchSize?: number,
  work: ProfileWork = {},
  lists: readonly ListSteps[] = [],
): Step[] {
  const stretches = stretchesOf(changes, batchSize, work)
  const steps = stretches.flatMap((stretch, index) => [
    ...canarySteps(stretch.changes),
    ...withLists(stretch, work, lists[index]),
    ...(batchSize === undefined ? [] : proof(stretch, index + 1, stretches.length)),
  ])
  const { settings = [] } = work
  return steps.length === 0 ? readOnly(settings) : steps
}

/** The first thing that a change does is a `reloadxml`, if it kills: where a list was loaded just before, that one serves. */
function withLists(stretch: Stretch, work: ProfileWork, lists: ListSteps | undefined): Step[] {
  const { pause = [], resume = [] } = lists ?? {}
  const steps = stepsFor(stretch, work)
  const [first] = steps
  const again = first?.kind === 'command' && first.command === 'reloadxml' && pause.length > 0
  const refresh = stretch.whole ? [] : refreshSteps(stretch.changes)
  return [...pause, ...steps.slice(again ? 1 : 0), ...resume, ...refresh]
}

function stepsFor(
  { changes, whole, adding, rescans }: Stretch,
  { profiles = [], noRescan }: ProfileWork,
): RuntimeStep[] {
  if (whole) return profileSteps(profiles, changes)
  return changeSteps(changes, { adding, ...(noRescan && { noRescan }), ...(rescans && { rescans }) })
}

/** FreeSWITCH shall have in memory what stands on disk, also where that changes nothing now. */
function readOnly(settings: readonly SettingChange[]): RuntimeStep[] {
  const [first] = settings
  return first === undefined ? [] : [{ kind: 'command', profile: first.profile, command: 'reloadxml' }]
}

function proof({ changes }: Stretch, batch: number, of: number): Step[] {
  if (batch === of) return []
  const gateways = changes.map(({ profile, gateway }) => ({ profile, gateway }))
  return [{ kind: 'verify', batch, of, gateways }]
}
