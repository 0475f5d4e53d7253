import type { Place } from '../errors.ts'
import { mergeParts, readPart, type Part } from './document.ts'
import { closest } from './closest.ts'
import { mergeDistributors, type MergedDistributor } from './merge-distributors.ts'
import { mapIn, mapsIn, scalarIn, type Entry, type MapNode, type ScalarNode, type YamlNode } from './node.ts'
import { readSettingFields, type SettingField } from './setting-fields.ts'
import { nameOfPlace, problem, type Problem } from './problem.ts'

/** All files taken together: each gateway with what it takes from `defaults` and its template. */
export interface Merged {
  readonly freeswitch?: MapNode
  readonly policy?: MapNode
  readonly backups?: MapNode
  readonly git?: MapNode
  readonly profiles: readonly MergedProfile[]
  readonly distributors: readonly MergedDistributor[]
  /** Every map of parameters as it is written, once: defaults, templates, gateways. */
  readonly parts: ReadonlyMap<MapNode, Part>
  readonly problems: readonly Problem[]
}

export interface MergedProfile {
  readonly name: string
  readonly at: Place
  readonly prune: string
  readonly create: boolean
  readonly absent: boolean
  readonly settings?: readonly SettingField[]
  readonly gateways?: readonly MergedGateway[]
}

export interface MergedGateway extends Part {
  readonly profile: string
  readonly name: string
  readonly at: Place
  readonly enabled: boolean
  readonly canary?: boolean
  readonly mayBeLast: boolean
  /** The `policy.except` of it. */
  readonly except?: MapNode
  /** The schema found a fault in it, or in what it takes from: what seems missing may be what is misspelt. */
  readonly damaged: boolean
}

/**
 * Merges the files of a run.
 *
 * @param roots     their documents, in the order read
 * @param damaged   nodes that hold a fault of the schema
 * @param sources   the texts, for messages that name a second place
 * @param complete  false when a file could not be parsed: what is missing may stand there
 */
export function mergeFiles(
  roots: readonly MapNode[],
  damaged: ReadonlySet<YamlNode>,
  sources: ReadonlyMap<string, string>,
  complete: boolean,
): Merged {
  const problems: Problem[] = []
  const once = (entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
    indexOnce(entries, sources, problems)
  const top = once(roots.flatMap((root) => topLevel(root)))
  const templates = once(roots.flatMap((root) => [...(mapIn(root, 'templates')?.entries.values() ?? [])]))
  const written = groupByName(roots.flatMap((root) => mapsIn(mapIn(root, 'profiles'))))
  const context: Context = { templates, damaged, complete, problems, parts: new Map() }
  const profiles = [...written].map(([name, group]) => {
    const own = once(group.all.flatMap(({ node }) => [...node.entries.values()].filter(isOfOneFile)))
    const settings = group.all.flatMap(({ node }) => mapIn(node, 'settings') ?? [])
    const fields = once(settings.flatMap((map) => [...map.entries.values()]))
    return mergeProfile(context, name, group, own, settings.length > 0 ? fields : undefined)
  })
  const unused = [...templates.values()].flatMap(({ node }) => (node.kind === 'map' ? [node] : []))
  unused.forEach((node) => partOf(context, node))
  return {
    ...mapNamed(top, 'freeswitch'),
    ...mapNamed(top, 'policy'),
    ...mapNamed(top, 'backups'),
    ...mapNamed(top, 'git'),
    profiles,
    distributors: mergeDistributors(roots),
    parts: context.parts,
    problems,
  }
}

interface Context {
  readonly templates: ReadonlyMap<string, Entry>
  readonly damaged: ReadonlySet<YamlNode>
  readonly complete: boolean
  readonly problems: Problem[]
  /** Read once each, however many gateways share them. */
  readonly parts: Map<MapNode, Part>
}

type Written = Entry & { readonly node: MapNode }
/** What several files say of one profile. */
interface Group {
  readonly first: Written
  readonly all: Written[]
}

function mergeProfile(
  context: Context,
  name: string,
  written: Group,
  own: ReadonlyMap<string, Entry>,
  settings: ReadonlyMap<string, Entry> | undefined,
): MergedProfile {
  const defaultsNode = own.get('defaults')?.node
  const defaults = defaultsNode?.kind === 'map' ? defaultsNode : undefined
  if (defaults !== undefined) partOf(context, defaults)
  const lists = written.all.flatMap(({ node }) => mapIn(node, 'gateways') ?? [])
  const gateways = lists
    .flatMap((list) => mapsIn(list))
    .map((entry) => mergeGateway(context, name, entry, defaults))
  return {
    name,
    at: written.first.key,
    prune: scalarOf(own, 'prune')?.text ?? 'managed',
    create: scalarOf(own, 'create')?.value === true,
    absent: scalarOf(own, 'ensure')?.text === 'absent',
    ...(settings && { settings: readSettingFields(settings.values()) }),
    ...(lists.length > 0 && { gateways }),
  }
}

function mergeGateway(
  context: Context,
  profile: string,
  { name, key, node }: Written,
  defaults: MapNode | undefined,
): MergedGateway {
  const template = findTemplate(context, node)
  const layers = [defaults, template.node, node].filter((layer) => layer !== undefined)
  const canary = scalarIn(node, 'canary')?.value
  const policy = mapIn(node, 'policy')
  return {
    ...mergeParts(layers.map((layer) => partOf(context, layer))),
    profile,
    name,
    at: key,
    enabled: scalarIn(node, 'enabled')?.value !== false,
    ...(typeof canary === 'boolean' && { canary }),
    mayBeLast: policy !== undefined && scalarIn(policy, 'allow-last-healthy')?.value === true,
    ...exceptionsIn(policy),
    damaged: template.missing || layers.some((layer) => context.damaged.has(layer)),
  }
}

function exceptionsIn(policy: MapNode | undefined): { readonly except?: MapNode } {
  const except = mapIn(policy, 'except')
  return except === undefined ? {} : { except }
}

function findTemplate(
  context: Context,
  gateway: MapNode,
): { readonly node?: MapNode; readonly missing: boolean } {
  const named = scalarIn(gateway, 'template')
  if (named === undefined) return { missing: false }
  const node = context.templates.get(named.text)?.node
  if (node?.kind === 'map') return { node, missing: false }
  if (node === undefined && context.complete) {
    const names = [...context.templates.keys()]
    const suggestion = closest(named.text, names)
    const known = names.length === 0 ? 'Write it under `templates`.' : `Known: ${names.join(', ')}.`
    const hint = suggestion === undefined ? known : `Did you mean \`${suggestion}\`?`
    context.problems.push(problem('GW101', named.at, `There is no template \`${named.text}\`.`, hint))
  }
  return { missing: true }
}

function partOf(context: Context, map: MapNode): Part {
  const part = context.parts.get(map) ?? readPart(map)
  context.parts.set(map, part)
  return part
}

/** Gateways and settings of a profile may stand in several files. */
function isOfOneFile({ name }: Entry): boolean {
  return name !== 'gateways' && name !== 'settings'
}

function scalarOf(own: ReadonlyMap<string, Entry>, name: string): ScalarNode | undefined {
  const node = own.get(name)?.node
  return node?.kind === 'scalar' ? node : undefined
}

/** What may stand in one file only. */
function topLevel(root: MapNode): readonly Entry[] {
  return ['freeswitch', 'policy', 'backups', 'git'].flatMap((name) => root.entries.get(name) ?? [])
}

function mapNamed(entries: ReadonlyMap<string, Entry>, name: string): Readonly<Record<string, MapNode>> {
  const node = entries.get(name)?.node
  return node?.kind === 'map' ? { [name]: node } : {}
}

/** By name; a second entry of a name is a problem that tells where the first one stands. */
function indexOnce(
  entries: readonly Entry[],
  sources: ReadonlyMap<string, string>,
  problems: Problem[],
): ReadonlyMap<string, Entry> {
  const first = new Map<string, Entry>()
  for (const entry of entries) {
    const earlier = first.get(entry.name)
    if (earlier === undefined) first.set(entry.name, entry)
    else {
      const place = nameOfPlace(earlier.key, sources)
      const message = `\`${entry.name}\` stands in ${place} already; it may stand in one file only.`
      problems.push(problem('GW101', entry.key, message, 'Remove one of the two.'))
    }
  }
  return first
}

function groupByName(entries: readonly Written[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const entry of entries) {
    const group = groups.get(entry.name)
    if (group === undefined) groups.set(entry.name, { first: entry, all: [entry] })
    else group.all.push(entry)
  }
  return groups
}
