import type { SwitchState } from '../switch-state.ts'
import { findGateway, reloadXml } from '../switch-state.ts'
import { findChild } from '../xml-tree.ts'
import { printXml } from '../print-xml.ts'
import type { XmlElement } from '../xml-tree.ts'
import { wordsOf } from './reply.ts'

/** The version that the sandbox stands in for. */
export const VERSION = '1.10.12-release'

const MODULES = new Set([
  'mod_commands',
  'mod_console',
  'mod_dialplan_xml',
  'mod_distributor',
  'mod_dptools',
  'mod_event_socket',
  'mod_logfile',
  'mod_loopback',
  'mod_sofia',
])

/** `reloadxml`: `+OK` whatever came of it; only `[Success]` is success (mod_commands.c:2842-2850). */
export function reloadXmlCommand(state: SwitchState): string {
  return `+OK [${reloadXml(state)}]\n`
}

/** `reloadacl`: the one reload that says `-ERR` (mod_commands.c:1911-1926). */
export function reloadAclCommand(state: SwitchState): string {
  const result = reloadXml(state)
  return result === 'Success' ? '+OK acl reloaded\n' : `-ERR [${result}]\n`
}

export function versionCommand(argument: string): string {
  return argument.toLowerCase() === 'short'
    ? `${VERSION}\n`
    : `FreeSWITCH Version ${VERSION}~64bit ( 64bit)\n`
}

/** `status` (mod_commands.c:2320-2382). `started`: milliseconds since the epoch. */
export function statusCommand(state: SwitchState, started: number): string {
  const calls = countCalls(state)
  return [
    `UP ${describeSpan(state.scheduler.now() - started)}`,
    `FreeSWITCH (Version ${VERSION}  64bit) is ready`,
    `${calls} session(s) since startup`,
    `${calls} session(s) - peak ${calls}, last 5min ${calls} `,
    '0 session(s) per Sec out of max 100, peak 0, last 5min 0 ',
    '1000 session(s) max',
    'min idle cpu 0.00/100.00',
    'Current Stack Size/Max 240K/8192K\n',
  ].join('\n')
}

function describeSpan(millis: number): string {
  const seconds = Math.floor(millis / 1000)
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 31_536_000), 'year'],
    [Math.floor(seconds / 86_400) % 365, 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
    [Math.floor(millis) % 1000, 'millisecond'],
    [0, 'microsecond'],
  ]
  return parts.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ')
}

/** `show calls|channels [count]`: the sandbox counts calls, it has no list of them to show. */
export function showCommand(state: SwitchState, argument: string): string {
  const [what] = wordsOf(argument)
  if (what !== 'calls' && what !== 'channels') return SHOW_USAGE
  return `\n${countCalls(state)} total.\n`
}

function countCalls(state: SwitchState): number {
  return [...new Set(state.profiles.values())].reduce((sum, { calls }) => sum + calls, 0)
}

export function moduleExistsCommand(argument: string): string {
  if (argument === '') return ''
  return String(MODULES.has(argument))
}

/** Without a name all of them, a line each (mod_commands.c:6550-6560). */
export function globalGetvarCommand(state: SwitchState, argument: string): string {
  if (argument !== '') return state.globals.get(argument) ?? ''
  return Array.from(state.globals, ([name, value]) => `${name}=${value}\n`).join('')
}

/** `sofia_gateway_data NAME ivar|ovar|var VARIABLE`: the value, or nothing at all (mod_sofia.c:4377-4423). */
export function gatewayDataCommand(state: SwitchState, argument: string): string {
  const [name, selector, variable] = wordsOf(argument)
  if (name === undefined) return '-ERR Parameter missing\n'
  const definition = findGateway(state, name)?.definition
  if (definition === undefined) return ''
  const sources = {
    ivar: definition.inbound,
    ovar: definition.outbound,
    var: [...definition.inbound, ...definition.outbound],
  }
  const which = selector === 'ivar' || selector === 'ovar' || selector === 'var' ? sources[selector] : []
  return which.find(([key]) => key === variable)?.[1] ?? ''
}

/** `xml_locate SECTION [TAG KEY NAME]` or `xml_locate root`: what is in memory (mod_commands.c:1825-1909). */
export function xmlLocateCommand(state: SwitchState, argument: string): string {
  const words = wordsOf(argument)
  const [section, tag, key, name] = words
  if (section === undefined || (words.length !== 1 && words.length !== 4)) return '-ERR bad args\n'
  const found = locate(state.root, section, tag, key, name)
  return found === undefined ? "can't find anything\n" : printXml(found)
}

function locate(
  root: XmlElement,
  section: string,
  tag: string | undefined,
  key: string | undefined,
  name: string | undefined,
): XmlElement | undefined {
  if (tag === undefined || key === undefined || name === undefined)
    return section.toLowerCase() === 'root' ? root : findChild(root, 'section', 'name', section)
  return findChild(findChild(root, 'section', 'name', section), tag, key, name)
}

const SHOW_USAGE =
  '-USAGE: codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]|calls|detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces|interface_types|tasks|limits|status\n'
