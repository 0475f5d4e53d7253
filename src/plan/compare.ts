import { desiredGateways, type Desired, type DesiredProfile } from '../model/desired.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import type { GatewayDefinition } from '../model/gateway.ts'
import type { Change, GatewayRef, Plan } from '../model/plan.ts'
import { opaqueToken, referencesIn } from '../model/text.ts'
import { diff } from './diff.ts'
import { guard } from './guard.ts'
import { hideParams, secretNames } from './hide-secrets.ts'
import { planProfiles } from './profile-plan.ts'
import { planSteps } from './sequence.ts'

/** What a change to the YAML means: a plan without files, and what else a reviewer should know. */
export interface Comparison {
  readonly plan: Plan
  /** What changes beside the gateways, one sentence each. */
  readonly notes: readonly string[]
}

/**
 * Compares what was desired at two times, whatever stands on disk or runs. The rule:
 *
 * - The first desired state is taken to be applied: all of its gateways stand on disk, owned by
 *   gwctl, and run. The plan is what an apply of the second would do then.
 * - References to secrets stand unresolved on both sides and are compared as they are written; so
 *   are FreeSWITCH's own variables, whose values nobody knows here.
 * - A profile whose gateways are no longer given is no longer managed: its gateways are left alone,
 *   and that is noted. So is every change of what applies may do (`policy`).
 */
export function compareDesired(before: Desired, after: Desired): Comparison {
  const disk = asApplied(before, after)
  const { planned, going, settings, profiles, warnings } = planProfiles(after, disk, undefined, {
    evidence: {},
  })
  const found = diff(after, planned, undefined, { adopt: true, going })
  const { changes, unchanged, unmanaged, diagnostics } = found
  const work = { profiles, settings }
  const was = secretNames(before, undefined)
  const is = secretNames(after, undefined)
  const names = (gateway: string): ReadonlySet<string> => new Set([...was(gateway), ...is(gateway)])
  const plan: Plan = {
    changes: changes.map((each) => hideParams({ ...each, reasons: reasonsOf(each) }, names)),
    ...(settings.length > 0 && { settings }),
    ...(profiles.length > 0 && { profiles }),
    files: [],
    steps: planSteps(changes, undefined, { ...work, noRescan: new Set() }),
    refusals: guard(changes, disk, undefined, after.policy, {}, work),
    warnings: [...diagnostics, ...warnings],
    unchanged,
    unmanaged,
    observed: false,
  }
  return { plan, notes: [...noLongerManaged(before, after), ...policyNotes(before, after)] }
}

/** In the words of a review: nothing was compared with a disk. */
function reasonsOf({ action, explicit }: Change): string[] {
  switch (action) {
    case 'create':
      return ['new in the YAML']
    case 'delete':
      return [explicit === true ? 'enabled: false' : 'not in the YAML any more']
    case 'update':
    case 'adopt':
    case 'recreate':
    case 'release':
      return ['the YAML changes it']
  }
}

/** Every gateway whose definition the two differ in, in either. */
export function changedGateways({ plan }: Comparison): GatewayRef[] {
  return plan.changes.map(({ profile, gateway }) => ({ profile, gateway }))
}

function asApplied(before: Desired, after: Desired): Disk {
  const standing = new Map(
    before.profiles.filter((each) => each.absent !== true).map((each) => [each.name, each]),
  )
  // One that only the second names stands on disk, unless it is to be created.
  const known = after.profiles.filter((each) => each.create !== true).map((each) => each.name)
  const gone = new Set(before.profiles.filter((each) => each.absent === true).map((each) => each.name))
  const names = [...new Set([...standing.keys(), ...known])].filter((each) => !gone.has(each))
  return {
    files: new Map(),
    profiles: names.map((name) => profileOf(name, standing.get(name))),
    globals: opaqueGlobals([before, after]),
    diagnostics: [],
  }
}

function profileOf(name: string, profile: DesiredProfile | undefined): DiskProfile {
  const enabled = (profile?.gateways ?? []).filter((each) => each.enabled)
  const settings = (profile?.settings ?? []).map(
    (each) => [each.name.toLowerCase(), each.texts.map((text) => text.xml)] as const,
  )
  return {
    name,
    file: `sip_profiles/${name}.xml`,
    gateways: enabled.map(({ name: gateway, definition }) => standingGateway(name, gateway, definition)),
    settings: new Map(settings.map(([setting, texts]) => [setting, texts.slice(-1).join('')])),
    settingValues: new Map(settings),
    includesDirectory: true,
  }
}

function standingGateway(profile: string, name: string, definition: GatewayDefinition): DiskGateway {
  const site = { file: `sip_profiles/${profile}/${name}.xml`, start: 0, end: 0 }
  return { profile, name, definition, managed: true, site }
}

/** Each variable stands for itself, so that another one is another value. */
function opaqueGlobals(both: readonly Desired[]): Map<string, string> {
  const ofGateways = both
    .flatMap(desiredGateways)
    .flatMap(({ definition }) => [
      ...definition.params.values(),
      ...definition.variables.flatMap((each) => [each.name, each.value]),
      ...definition.subscriptions.flatMap((each) => [each.event, ...each.params.values()]),
    ])
  const profiles = both.flatMap((each) => each.profiles)
  const texts = [
    ...ofGateways,
    ...profiles.flatMap((each) => each.settings ?? []).flatMap((each) => each.texts),
  ]
  const names = texts.flatMap(({ xml }) => referencesIn(xml).map((each) => each.name))
  return new Map(names.map((name) => [name, opaqueToken(name)]))
}

function noLongerManaged(before: Desired, after: Desired): string[] {
  const managed = new Set(
    after.profiles.filter((each) => each.gateways !== undefined).map((each) => each.name),
  )
  return before.profiles.flatMap(({ name, gateways = [] }) =>
    gateways.length === 0 || managed.has(name)
      ? []
      : [`Profile ${name} is no longer managed: ${leftAlone(gateways.length)}.`],
  )
}

function leftAlone(count: number): string {
  return count === 1 ? 'its gateway is left as it is' : `its ${count} gateways are left as they are`
}

function policyNotes({ policy: before }: Desired, { policy: after }: Desired): string[] {
  return [
    ...(before.maxDeletes === after.maxDeletes
      ? []
      : [`policy.max-deletes changes from ${before.maxDeletes} to ${after.maxDeletes}.`]),
    ...(before.allowLastHealthy === after.allowLastHealthy
      ? []
      : [`policy.allow-last-healthy changes from ${before.allowLastHealthy} to ${after.allowLastHealthy}.`]),
    ...((before.allowCalls === true) === (after.allowCalls === true)
      ? []
      : [`policy.allow-calls changes from ${before.allowCalls === true} to ${after.allowCalls === true}.`]),
  ]
}
