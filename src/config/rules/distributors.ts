import type { MergedDistributor } from '../merge-distributors.ts'
import { nameOfPlace, problem, warning, type Problem } from '../problem.ts'

/** Lists of mod_distributor: names that its commands can carry, each list once, and weights that it gets through. */
export function checkDistributors(
  lists: readonly MergedDistributor[],
  sources: ReadonlyMap<string, string>,
): Problem[] {
  return [
    ...lists.flatMap((list) => [...badName(list), ...empty(list), ...heavy(list)]),
    ...repeated(lists, sources),
  ]
}

/** In a dialplan the name stands in `${distributor(LIST ...)}`: a blank or a bracket would end it. */
function badName({ name, at }: MergedDistributor): Problem[] {
  if (/^[A-Za-z0-9_.-]+$/.test(name)) return []
  const message = `"${name}" is no name that commands can carry for a distributor list.`
  return [problem('GW103', at, message, 'Use letters, digits, `.`, `-` and `_`.')]
}

function empty({ name, at, empty: isEmpty }: MergedDistributor): Problem[] {
  if (!isEmpty) return []
  const message = `The distributor list ${name} is empty; FreeSWITCH answers -err to every call that asks it.`
  return [
    warning(at, message, 'Name at least one gateway, or remove the list from the YAML to leave it alone.'),
  ]
}

/** mod_distributor.c:231-234: so many turns, the ones of gateways that are left out among them, and it gives up. */
const MOST_TURNS = 1000

function heavy({ name, at, nodes }: MergedDistributor): Problem[] {
  const turns = nodes.reduce((sum, each) => sum + each.weight, 0)
  if (turns <= MOST_TURNS) return []
  const message = `The weights of the distributor list ${name} add up to ${turns}; where a call leaves out a gateway that is down, FreeSWITCH gives up after ${MOST_TURNS} turns and answers -err.`
  return [warning(at, message, 'Write smaller weights in the same proportion.')]
}

/** mod_distributor.c:304-309 compares names without case: the first list answers, the second never. */
function repeated(lists: readonly MergedDistributor[], sources: ReadonlyMap<string, string>): Problem[] {
  const first = new Map<string, MergedDistributor>()
  return lists.flatMap((list) => {
    const other = first.get(list.name.toLowerCase())
    first.set(list.name.toLowerCase(), other ?? list)
    return other === undefined ? [] : [twice(list, other, sources)]
  })
}

function twice(
  list: MergedDistributor,
  other: MergedDistributor,
  sources: ReadonlyMap<string, string>,
): Problem {
  const place = nameOfPlace(other.at, sources)
  const same = other.name === list.name ? '' : ` as ${other.name}`
  const message = `The distributor list ${list.name} stands here and in ${place}${same}.`
  return problem('GW105', list.at, message, 'Remove one of the two; FreeSWITCH compares names without case.')
}
