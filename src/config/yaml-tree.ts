import type { Place } from '../errors.ts'
import type { Entry, ListNode, MapNode, ScalarNode, YamlNode } from './node.ts'
import { lineOf, problem, type Problem } from './problem.ts'
import { isAlias, isMap, isScalar, isSeq, type Alias, type ParsedNode, type YAMLMap } from './yaml.ts'

/** Values that aliases and merge keys may add to a file: 10,000 gateways with 50 shared values each use a quarter. */
const MAX_SHARED = 2_000_000

/** Tags that change nothing which the schema would not find. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

/**
 * Builds the tree of a parsed document: aliases share their target, merge keys (`<<`) are applied,
 * duplicate keys are errors. Linear in the size of the text and in what aliases add, which is bounded.
 */
export function buildTree(
  file: string,
  text: string,
  contents: ParsedNode,
): { readonly root: YamlNode; readonly problems: readonly Problem[] } {
  const state: State = { file, text, problems: [], anchors: new Map(), sizes: new Map(), shared: 0 }
  return { root: buildNode(state, contents, []), problems: state.problems }
}

interface State {
  readonly file: string
  readonly text: string
  readonly problems: Problem[]
  /** The last node with each anchor, in the order of the text. */
  readonly anchors: Map<string, YamlNode>
  /** How many values a node holds once everything shared is counted each time. */
  readonly sizes: Map<YamlNode, number>
  shared: number
}

/** Names of the keys above a node. */
type Path = readonly string[]

function buildNode(state: State, node: ParsedNode, path: Path): YamlNode {
  if (isAlias(node)) return resolveAlias(state, node)
  const built = buildOwn(state, node, path)
  if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
    const hint = 'If this is meant as text, put it in quotes.'
    state.problems.push(problem('GW102', placeOf(state, node), 'Tags (`!name`) are not supported.', hint))
  }
  if (node.anchor !== undefined) state.anchors.set(node.anchor, built)
  return built
}

function buildOwn(state: State, node: Exclude<ParsedNode, Alias>, path: Path): YamlNode {
  if (isMap(node)) return buildMap(state, node, path)
  if (isSeq(node)) {
    const items = node.items.map((item) => buildNode(state, item, path))
    const list: ListNode = { kind: 'list', items, at: beginOf(state, node) }
    state.sizes.set(list, sum(state, items))
    return list
  }
  return buildScalar(node.value, node.source, placeOf(state, node))
}

function buildScalar(value: unknown, source: string, at: Place): ScalarNode {
  if (typeof value === 'string') return { kind: 'scalar', value, text: value, at }
  if (typeof value === 'boolean') return { kind: 'scalar', value, text: String(value), at }
  // What is no number is null, or what `%YAML 1.1` makes of a date: its source is the text that was meant.
  const kept = typeof value === 'number' || value === null ? value : source
  return { kind: 'scalar', value: kept, text: source, at }
}

function buildMap(state: State, node: YAMLMap.Parsed, path: Path): MapNode {
  const own = new Map<string, Entry>()
  const merged = new Map<string, Entry>()
  for (const { key, value } of node.items) {
    const name = keyName(key)
    const keyAt = placeOf(state, key)
    const content: YamlNode =
      value === null
        ? { kind: 'scalar', value: null, text: '', at: keyAt }
        : buildNode(state, value, [...path, name ?? ''])
    const entry: Entry = { name: name ?? '', key: keyAt, node: content }
    const first = own.get(entry.name)
    if (name === undefined) state.problems.push(badKey(keyAt))
    else if (isMergeKey(key)) mergeInto(state, merged, entry)
    else if (first !== undefined) state.problems.push(duplicateKey(state, first, entry, path))
    else own.set(name, entry)
  }
  for (const [name, entry] of merged) if (!own.has(name)) own.set(name, entry)
  const map: MapNode = { kind: 'map', entries: own, at: beginOf(state, node) }
  state.sizes.set(
    map,
    sum(
      state,
      [...own.values()].map((entry) => entry.node),
    ),
  )
  return map
}

/** A number or boolean as a key is the text that stands there: a gateway may be called 100. */
function keyName(key: ParsedNode): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined
  return typeof key.value === 'string' ? key.value : key.source
}

function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<'
}

/** Of several merged maps the first that has a key wins (yaml.org/type/merge.html). */
function mergeInto(state: State, merged: Map<string, Entry>, { key, node }: Entry): void {
  const sources = node.kind === 'list' ? node.items : [node]
  for (const source of sources) {
    if (source.kind !== 'map') {
      const hint = 'Write `<<: *anchor`, where the anchor stands on a map.'
      state.problems.push(problem('GW102', key, 'A merge key (`<<`) takes a map, or a list of maps.', hint))
      return
    }
    if (!spend(state, sizeOf(state, source), key)) return
    for (const [name, entry] of source.entries) if (!merged.has(name)) merged.set(name, entry)
  }
}

function resolveAlias(state: State, alias: Alias.Parsed): YamlNode {
  const at = placeOf(state, alias)
  const target = state.anchors.get(alias.source)
  if (target !== undefined) {
    spend(state, sizeOf(state, target), at)
    return target
  }
  // The name is not repeated: an unquoted password may begin with `*`.
  const hint = 'Define it above with `&`; if `*` is the beginning of a text, put the text in quotes.'
  state.problems.push(problem('GW102', at, 'This alias (`*name`) has no anchor above it.', hint))
  return { kind: 'map', entries: new Map(), at }
}

/** Counts what an alias adds; false, and one problem, when it is too much. */
function spend(state: State, size: number, at: Place): boolean {
  const before = state.shared
  state.shared += size
  if (before <= MAX_SHARED && state.shared > MAX_SHARED) {
    const hint = 'Use fewer aliases, or several files.'
    state.problems.push(
      problem('GW102', at, 'Aliases and merge keys multiply the file beyond measure.', hint),
    )
  }
  return state.shared <= MAX_SHARED
}

function sizeOf(state: State, node: YamlNode): number {
  return state.sizes.get(node) ?? 1
}

function sum(state: State, nodes: readonly YamlNode[]): number {
  return nodes.reduce((total, node) => total + sizeOf(state, node), 1)
}

function badKey(at: Place): Problem {
  return problem('GW102', at, 'A key must be a text.', 'Write `name: value`.')
}

function duplicateKey(state: State, first: Entry, second: Entry, path: Path): Problem {
  const isGateway = path.length === 3 && path[0] === 'profiles' && path[2] === 'gateways'
  const line = lineOf(state.text, first.key.offset)
  const message = `\`${second.name}\` stands here again; it stands in line ${line} already.`
  return problem(isGateway ? 'GW105' : 'GW102', second.key, message, 'Remove one of the two, or merge them.')
}

/** A map or list is pointed at where it begins. */
function beginOf(state: State, node: ParsedNode): Place {
  return { file: state.file, offset: node.range[0], length: 1 }
}

function placeOf(state: State, node: ParsedNode): Place {
  const [start, end] = node.range
  return { file: state.file, offset: start, length: end - start }
}
