import type { Policy, RuleException, RuleSetting } from '../model/desired.ts'
import { mapIn, scalarIn, type Entry, type MapNode, type YamlNode } from './node.ts'
import { toValue } from './to-value.ts'

/** Reads `policy.rules` and `policy.plugins`; what has not the right form the schema has reported. */
export function readRules(policy: MapNode | undefined): Pick<Policy, 'rules' | 'plugins'> {
  const rules = mapIn(policy, 'rules')
  const plugins = itemsOf(policy?.entries.get('plugins')?.node)
  return {
    ...(rules && { rules: [...rules.entries.values()].map(readRule) }),
    ...(plugins.length > 0 && {
      plugins: plugins.flatMap((each) => (each.kind === 'scalar' ? [{ path: each.text, at: each.at }] : [])),
    }),
  }
}

/** `ping-required: error`, or a map with the severity in it. */
function readRule({ name, key, node }: Entry): RuleSetting {
  const map = node.kind === 'map' ? node : undefined
  const severity = node.kind === 'scalar' ? node.text : (scalarIn(map, 'severity')?.text ?? 'error')
  const options = [...(map?.entries.values() ?? [])].filter((each) => !OWN.has(each.name))
  return {
    name,
    severity: severity === 'warning' || severity === 'off' ? severity : 'error',
    options: Object.fromEntries(options.map((each) => [each.name, toValue(each.node)])),
    except: itemsOf(map?.entries.get('except')?.node).flatMap(readException),
    at: key,
  }
}

const OWN: ReadonlySet<string> = new Set(['severity', 'except'])

function readException(node: YamlNode): RuleException[] {
  if (node.kind !== 'map') return []
  const [gateway, reason] = [scalarIn(node, 'gateway'), scalarIn(node, 'reason')]
  return gateway === undefined || reason === undefined
    ? []
    : [{ gateway: gateway.text, reason: reason.text, at: gateway.at }]
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : []
}
