import type { Distributor } from '../distributor.ts'
import type { XmlElement } from '../xml-tree.ts'
import { wordsOf } from './reply.ts'

/** `distributor LIST [EXCLUDED ...]`: a node without newline, or `-err`. */
export function askDistributor(distributor: Distributor, argument: string): string {
  const [list, ...excluded] = wordsOf(argument)
  return (list === undefined ? undefined : distributor.next(list, excluded)) ?? '-err'
}

/** `distributor_ctl reload|dump|modify`; reload reads the tree in memory, not the files. */
export function controlDistributor(distributor: Distributor, root: XmlElement, argument: string): string {
  const [verb, list, ...weights] = wordsOf(argument)
  switch (verb?.toLowerCase() ?? '') {
    case 'reload':
      return distributor.reload(root) ? '+OK reloaded.\n' : '-error\n'
    case 'dump':
      return list === undefined ? 'missing list name\n' : dump(distributor, list)
    case 'modify':
      if (list === undefined) return 'missing list name\n'
      return (distributor.modify(list, weights) ?? []).join('') + dump(distributor, list)
  }
  return '-error\n'
}

function dump(distributor: Distributor, list: string): string {
  const nodes = distributor.dump(list)
  if (nodes === undefined) return 'cannot find list\n'
  return `list: name=${list}\n${nodes.map(({ name, weight }) => `node: name=${name} weight=${weight}\n`).join('')}`
}
