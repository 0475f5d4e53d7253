import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskGateway } from '../model/disk.ts'
import type { DistributorIntent, GatewayEdit, GatewayIntent, ProfileIntent } from '../model/edit.ts'
import type { GatewayDefinition } from '../model/gateway.ts'
import type { FileChange } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import { readWith } from './overlay.ts'
import { readDisk } from './read.ts'
import { isSameDefinition } from './same-definition.ts'
import { distributorMismatches } from './verify-distributors.ts'
import { verifyProfiles } from './verify-profiles.ts'

/**
 * Reads the configuration as it would be with these files, and compares: every intended gateway, profile,
 * setting and distributor list as intended, every other one as it was, and no variable otherwise.
 * Whatever differs is GW203.
 */
export function verifyFiles(
  disk: Disk,
  intents: readonly (GatewayIntent | ProfileIntent)[],
  lists: readonly DistributorIntent[],
  files: readonly FileChange[],
): readonly Diagnostic[] {
  if (files.length === 0) return []
  const after = readDisk(readWith(disk, files))
  const mismatch = (what: string): Diagnostic => differs(files, what)
  const broken = after.diagnostics.find(({ code }) => code === 'GW201' || code === 'GW204')
  if (broken !== undefined) return [mismatch(`the configuration would not load any more: ${broken.message}`)]
  const ofProfiles = intents.filter(isOfProfile)
  const expected = groupByKey(expectAll(disk, intents))
  const found = groupByKey(after.profiles.flatMap(({ gateways }) => gateways))
  const gateways = [...new Set([...expected.keys(), ...found.keys()])]
    .filter((key) => !isSameGroup(expected.get(key) ?? [], found.get(key) ?? [], after.globals))
    .map((key) => `the gateway "${key}" would not read as intended`)
  const variables = changedGlobals(disk.globals, after.globals)
  const told = [...variables, ...verifyProfiles(disk, ofProfiles, after)]
  return [...told, ...gateways, ...distributorMismatches(disk, after, lists)].map(mismatch)
}

/** An include that goes may have set a variable that is used elsewhere. */
function changedGlobals(before: Globals, after: Globals): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `the variable "${name}" would not be set as before`)
}

function isOfProfile(intent: GatewayIntent | ProfileIntent): intent is ProfileIntent {
  return intent.kind !== 'create' && intent.kind !== 'edit' && intent.kind !== 'delete'
}

function isSameGroup(
  expected: readonly Expected[],
  found: readonly DiskGateway[],
  globals: Globals,
): boolean {
  return (
    expected.length === found.length &&
    expected.every((each, index) => isAsExpected(each, found[index], globals))
  )
}

/** A gateway as it must read; `undefined` parts do not matter. */
interface Expected {
  readonly profile: string
  readonly name: string
  readonly definition: GatewayDefinition
  readonly managed: boolean
  /** Whether FreeSWITCH takes it; absent for an edited one, where that is for the YAML's rules to say. */
  readonly skipped?: { readonly reason: string | undefined }
}

const NOT_SKIPPED = { reason: undefined }

function expectAll(disk: Disk, intents: readonly (GatewayIntent | ProfileIntent)[]): readonly Expected[] {
  const removed = new Set<string>()
  const retold = new Set<string>()
  const edits = new Map<DiskGateway, GatewayEdit>()
  const deleted = new Set<DiskGateway>()
  const created: Expected[] = []
  for (const intent of intents) {
    switch (intent.kind) {
      case 'edit':
        edits.set(intent.gateway, intent.edit)
        break
      case 'delete':
        deleted.add(intent.gateway)
        break
      case 'create':
        created.push({
          ...intent,
          profile: intent.profile.name,
          managed: true,
          skipped: NOT_SKIPPED,
        })
        break
      case 'settings':
        // With or without TLS, FreeSWITCH takes other gateways.
        if (intent.set.has('tls') || intent.remove.includes('tls')) retold.add(intent.profile.name)
        break
      case 'remove-profile':
        removed.add(intent.profile.name)
        break
      case 'create-profile':
        break
    }
  }
  const stay = disk.profiles
    .filter(({ name }) => !removed.has(name))
    .flatMap(({ gateways }) => gateways)
    .filter((each) => !deleted.has(each))
  return [
    ...stay.map((each) => expectOne(each, edits.get(each), retold.has(each.profile))),
    ...created.map((each) => (retold.has(each.profile) ? withoutSkipped(each) : each)),
  ]
}

function withoutSkipped({ profile, name, definition, managed }: Expected): Expected {
  return { profile, name, definition, managed }
}

function expectOne(gateway: DiskGateway, edit: GatewayEdit | undefined, retold: boolean): Expected {
  const { profile, name, definition, managed } = gateway
  const skipped = retold ? {} : { skipped: { reason: gateway.skipped } }
  if (edit === undefined) return { profile, name, definition, managed, ...skipped }
  return {
    profile,
    name,
    definition: applyToDefinition(definition, edit),
    managed: edit.mark ?? managed,
  }
}

function applyToDefinition(definition: GatewayDefinition, edit: GatewayEdit): GatewayDefinition {
  const params = new Map([...definition.params].filter(([name]) => !edit.remove.includes(name)))
  for (const [name, value] of edit.set) params.set(name, value)
  return {
    params,
    variables: edit.variables ?? definition.variables,
    subscriptions: edit.subscriptions ?? definition.subscriptions,
  }
}

function isAsExpected(expected: Expected, read: DiskGateway | undefined, globals: Globals): boolean {
  if (read === undefined || read.managed !== expected.managed) return false
  if (expected.skipped !== undefined && expected.skipped.reason !== read.skipped) return false
  return isSameDefinition(expected.definition, read.definition, globals)
}

function groupByKey<Each extends { readonly profile: string; readonly name: string }>(
  gateways: readonly Each[],
): ReadonlyMap<string, readonly Each[]> {
  const groups = new Map<string, Each[]>()
  for (const gateway of gateways) {
    const key = `${gateway.profile}/${gateway.name}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [gateway])
    else group.push(gateway)
  }
  return groups
}

function differs(files: readonly FileChange[], what: string): Diagnostic {
  return {
    code: 'GW203',
    severity: 'error',
    message: `${files.map(({ path }) => path).join(', ')}: after the edit ${what}`,
    hint: 'Nothing was written. Simplify the markup there, or change it by hand.',
  }
}
