import { populate, type Part, type Place, type Population } from './population.ts'
import type { Runtime, Scenario } from './scenarios.ts'

const PATH = 'autoload_configs/distributor.conf.xml'
const NONE = '<configuration name="distributor.conf">\n  <lists>\n  </lists>\n</configuration>\n'

/** Changes of gateways that stand in a list of mod_distributor, and of the list itself. */
export const DISTRIBUTOR_SCENARIOS: readonly Scenario[] = [
  listed('distributor', [part('update'), part('update'), part('stay')], sameList),
  listed('distributor that changes', [part('create'), part('update'), part('delete'), part('stay')], newList),
  listed('first distributor', [part('create'), part('update')], firstList),
]

function part(role: Part['role']): Part {
  return { role, profile: 'external' }
}

/** Names of the gateways that stand before and are desired, and what the list and its file are then. */
type Listing = (standing: readonly string[], wanted: readonly string[]) => { text: string; yaml: string }

function listed(name: string, parts: readonly Part[], listing: Listing): Scenario {
  return {
    name,
    populate: (seed, place) => withList(parts, seed, place, listing),
    differences: listDifferences,
  }
}

function withList(parts: readonly Part[], seed: number, place: Place, listing: Listing): Population {
  const { files, yaml } = populate(parts, seed, place)
  const text = Object.values(files).join('')
  const standing = [...text.matchAll(/<gateway name="(gw-[^"]*)"/g)].map((found) => String(found[1]))
  const wanted = [...yaml.matchAll(/^ {6}(gw-[^:]*):/gm)].map((found) => String(found[1]))
  const list = listing(standing, wanted)
  return { files: { ...files, [PATH]: list.text }, yaml: yaml + list.yaml }
}

function sameList(standing: readonly string[], wanted: readonly string[]): ReturnType<Listing> {
  const both = standing.filter((each) => wanted.includes(each))
  return { text: confOf(both), yaml: yamlOf(both) }
}

function newList(standing: readonly string[], wanted: readonly string[]): ReturnType<Listing> {
  return { text: confOf([...standing].sort()), yaml: yamlOf(wanted) }
}

function firstList(_: readonly string[], wanted: readonly string[]): ReturnType<Listing> {
  return { text: NONE, yaml: yamlOf(wanted) }
}

function confOf(names: readonly string[]): string {
  const nodes = names.map((each, index) => `      <node name="${each}" weight="${index + 1}"/>\n`)
  const list = `    <list name="carriers"> <!-- by hand -->\n${nodes.join('')}    </list>\n`
  return NONE.replace('  </lists>', `${list}  </lists>`)
}

function yamlOf(names: readonly string[]): string {
  const nodes = names.map((each, index) => `${each}: ${index + 1}`)
  return `distributors: { carriers: { nodes: { ${nodes.join(', ')} } } }\n`
}

/** The list shares calls as the files say; one that is not there answers nobody. */
async function listDifferences({ disk, api }: Runtime): Promise<readonly string[]> {
  const list = disk.distributors?.lists.find((each) => each.name === 'carriers')
  const dump = await api('distributor_ctl dump carriers')
  const nodes = [...dump.matchAll(/^node: name=(.*) weight=(\d+)$/gm)].map(
    ([, name, weight]) => `${name}=${weight}`,
  )
  const expected = (list?.nodes ?? []).map(({ name, weight }) => `${name}=${weight}`)
  const [has, wants] = [nodes, expected].map((each) => each.sort().join(' '))
  return has === wants ? [] : [`the list has ${has || 'no node'} instead of ${wants || 'none'}`]
}
