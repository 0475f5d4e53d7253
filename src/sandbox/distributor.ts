import { toInteger } from './c-values.ts'
import { attributeOf, childOf, childrenOf, findConfiguration } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

interface Node {
  readonly name: string
  weight: number
  /** Turns left in this cycle. */
  left: number
}

interface List {
  readonly name: string
  readonly nodes: readonly Node[]
  /** Position of the node that had the last turn; -1 before the first. */
  last: number
}

/** mod_distributor (mod_distributor.c:100-310, 1.10.12): lists of nodes, each with as many turns a cycle as its weight. */
export interface Distributor {
  /** Reads the lists from the tree in memory; false, and the old ones stay, when there is none at all. */
  reload(root: XmlElement): boolean
  /** The next node, or `undefined`; the turn of an excluded one is used up. */
  next(list: string, excluded: readonly string[]): string | undefined
  dump(list: string): readonly { name: string; weight: number }[] | undefined
  /** Sets weights until the next reload; returns the complaints about single ones. */
  modify(list: string, weights: readonly string[]): string[] | undefined
}

export function createDistributor(): Distributor {
  let lists: List[] = []
  const find = (name: string) => lists.find((list) => list.name.toLowerCase() === name.toLowerCase())
  return {
    reload(root) {
      const read = readLists(root)
      if (read.length > 0) lists = read
      return read.length > 0
    },
    next(name, excluded) {
      const list = find(name)
      return list && nextNode(list, excluded)?.name
    },
    dump: (name) => find(name)?.nodes,
    modify(name, weights) {
      const list = find(name)
      return list && modifyList(list, weights)
    },
  }
}

function readLists(root: XmlElement): List[] {
  const lists = childrenOf(childOf(findConfiguration(root, 'distributor.conf'), 'lists'), 'list')
  return lists.flatMap((element) => {
    const name = attributeOf(element, 'name') ?? ''
    return name === '' ? [] : [{ name, nodes: readNodes(element), last: -1 }]
  })
}

function readNodes(list: XmlElement): Node[] {
  return childrenOf(list, 'node').flatMap((element) => {
    const weight = toInteger(attributeOf(element, 'weight') ?? '')
    return weight < 1 ? [] : [{ name: attributeOf(element, 'name') ?? '', weight, left: weight }]
  })
}

const MOST_ROUNDS = 1000

function nextNode(list: List, excluded: readonly string[]): Node | undefined {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const open = list.nodes.filter((node) => node.left > 0)
    const chosen = list.nodes.findIndex((node, index) => node.left > 0 && index > list.last)
    const node = list.nodes[chosen]
    if (node !== undefined) {
      node.left--
      list.last = chosen
      if (!excluded.includes(node.name)) return node
      if (open.length === 1) startCycle(list)
    } else if (open.length > 0) list.last = -1
    else startCycle(list)
  }
  return undefined
}

function startCycle(list: List): void {
  for (const node of list.nodes) node.left = node.weight
  list.last = -1
}

function modifyList(list: List, weights: readonly string[]): string[] {
  const complaints: string[] = []
  for (const each of weights) {
    const [name = '', text = ''] = each.split('=', 2)
    const weight = toInteger(text)
    const node = list.nodes.find((candidate) => candidate.name === name)
    if (weight < 1) complaints.push(`error: name=${name}, specified weight invalid\n`)
    else if (node === undefined) complaints.push(`error: node ${name} not found\n`)
    else node.weight = weight
  }
  startCycle(list)
  return complaints
}
