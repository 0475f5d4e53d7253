import type { Diagnostic } from '../errors.ts'
import type { DiskDistributor, DiskDistributors, DistributorNode } from '../model/disk.ts'
import { readInt } from '../model/read-values.ts'
import { showOpaque } from '../model/text.ts'
import type { Expanded } from './expand.ts'
import { finding, findInTag, warn, type Finding } from './findings.ts'
import { childrenOf, firstChild, type Element } from './scan.ts'
import { siteOf, whyNamedUneditable } from './editable.ts'
import { findConfiguration } from './sofia.ts'
import { attributeValue, type Source } from './source.ts'

/** The lists of mod_distributor, and what FreeSWITCH drops or ignores of them. */
export interface DistributorsRead {
  /** Absent: there is no distributor.conf. */
  readonly distributors?: DiskDistributors
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads `configuration name="distributor.conf"` as the module does: a list needs a name, a node a
 * weight of at least 1; of equal names (without case) the first list answers (mod_distributor.c:117-213,
 * 304-309, 1.10.12).
 */
export function readDistributors(expanded: Expanded, root: Element): DistributorsRead {
  const source = { text: expanded.text, globals: expanded.globals }
  const configuration = findConfiguration(source, root, 'distributor.conf')
  if (configuration === undefined) return { diagnostics: [] }
  const element = firstChild(configuration, 'lists')
  const read = readLists(expanded, source, element === undefined ? [] : childrenOf(element, 'list'))
  const holder = element ?? configuration
  const { file, start } = siteOf(expanded, holder)
  const placed = whyNamedUneditable(expanded, holder, '') === undefined && { place: { file, start } }
  return {
    distributors: { lists: read.lists, ...placed },
    diagnostics: read.findings.map((each) => {
      const at = expanded.map.locate(each.start)
      return warn(at.file, at.offset, each)
    }),
  }
}

interface ListsRead {
  readonly lists: readonly DiskDistributor[]
  readonly findings: readonly Finding[]
}

function readLists(expanded: Expanded, source: Source, elements: readonly Element[]): ListsRead {
  const taken = new Set<string>()
  const lists: DiskDistributor[] = []
  const findings: Finding[] = []
  for (const element of elements) {
    const name = attributeValue(source, element, 'name') ?? ''
    const shown = showOpaque(name)
    const fault = name === '' ? NAMELESS : taken.has(name.toLowerCase()) ? second(shown) : undefined
    findings.push(...findInTag(source, element), ...obsolete(source, element))
    if (fault !== undefined) {
      findings.push(finding(element, ...fault))
      continue
    }
    taken.add(name.toLowerCase())
    const nodes = readNodes(source, element, shown)
    findings.push(...nodes.findings)
    const why = whyNamedUneditable(expanded, element, name)
    const site = siteOf(expanded, element)
    lists.push({ name: shown, nodes: nodes.nodes, site, ...(why !== undefined && { uneditable: why }) })
  }
  return { lists, findings }
}

const NAMELESS = [
  'FreeSWITCH ignores a distributor list without a name',
  'Give it one, or remove it.',
] as const

function second(name: string): readonly [string, string] {
  return [`FreeSWITCH never asks the second distributor list "${name}"`, 'Remove or rename it.']
}

/** mod_distributor.c:147-149: a warning in its log, and nothing else. */
function obsolete(source: Source, list: Element): Finding[] {
  if ((attributeValue(source, list, 'total-weight') ?? '') === '') return []
  return [finding(list, 'FreeSWITCH ignores "total-weight" of a distributor list', 'Remove it.')]
}

function readNodes(
  source: Source,
  list: Element,
  name: string,
): { readonly nodes: readonly DistributorNode[]; readonly findings: readonly Finding[] } {
  const nodes: DistributorNode[] = []
  const findings: Finding[] = []
  for (const element of childrenOf(list, 'node')) {
    const node = readNode(source, element)
    findings.push(...findInTag(source, element))
    if (node.weight >= 1) nodes.push(node)
    else findings.push(finding(element, skipped(node.name, name), 'Write a whole number of at least 1.'))
  }
  return { nodes, findings }
}

function skipped(node: string, list: string): string {
  return `FreeSWITCH skips the node "${node}" of the distributor list "${list}": it has no weight of at least 1`
}

/** A node as the module reads it; what is absent reads as empty (atoi). */
export function readNode(source: Source, element: Element): DistributorNode {
  return {
    name: showOpaque(attributeValue(source, element, 'name') ?? ''),
    weight: readInt(attributeValue(source, element, 'weight') ?? ''),
  }
}
