import { reasonOf } from '../errors.ts'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Diagnostic } from '../errors.ts'
import type { PluginRef, WrittenValue } from '../model/desired.ts'
import type { KnownRule } from '../policies/check-policies.ts'
import type { Finding, GatewayRule, PolicyGateway, RuleOptions } from '../policies/rule.ts'

/** The rules of the user's own modules, and what is wrong with those that cannot be used. */
export interface Plugins {
  readonly rules: readonly KnownRule[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Loads `policy.plugins`, relative to the files that name them. They are code, and run with the rights of gwctl. */
export function loadPlugins(refs: readonly PluginRef[], cwd: string): Plugins {
  const loaded = refs.map((each) => loadPlugin(each, cwd))
  return {
    rules: loaded.flatMap((each) => each.rules),
    diagnostics: loaded.flatMap((each) => each.diagnostics),
  }
}

function loadPlugin(plugin: PluginRef, cwd: string): Plugins {
  const base = plugin.at.file === '<stdin>' ? cwd : path.dirname(path.resolve(cwd, plugin.at.file))
  try {
    const file = path.resolve(base, plugin.path)
    // Not import: the bundle's code comes from a cache, which cannot (src/cli/start-core.ts).
    return rulesOf(createRequire(file)(file), plugin)
  } catch (error) {
    return unusable(plugin, reasonOf(error))
  }
}

/** The rules that a module exports. */
export function rulesOf(module: unknown, plugin: PluginRef): Plugins {
  const exported: unknown =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : []
  const rules: unknown[] = Array.isArray(exported) ? exported : [exported]
  if (rules.length === 0 || !rules.every(isRule)) return unusable(plugin, NO_RULE)
  return { rules: rules.map((rule) => ({ rule: adapt(rule), plugin })), diagnostics: [] }
}

const NO_RULE = 'its default export is no rule: { name, check(gateway, options) }, or a list of them'

function unusable(plugin: PluginRef, why: string): Plugins {
  const message = `The policy plugin ${plugin.path} cannot be used: ${why.split('\n')[0]?.replace(/\.$/, '') ?? ''}.`
  const hint = 'Correct it, or take it out of `policy.plugins`.'
  return { rules: [], diagnostics: [{ code: 'GW122', severity: 'error', message, hint, at: plugin.at }] }
}

/** What a module exports. A finding is a sentence, or one with a hint and the parameter that it is about. */
interface PluginRule {
  readonly name: string
  readonly check: (gateway: PolicyGateway, options: RuleOptions) => unknown
}

function isRule(value: unknown): value is PluginRule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'check' in value &&
    typeof value.check === 'function'
  )
}

function adapt(rule: PluginRule): GatewayRule {
  return {
    name: rule.name,
    about: 'gateway',
    description: '',
    options: {},
    check: (gateway, options) => {
      const found: unknown = rule.check(gateway, options)
      if (found === undefined || found === null) return []
      if (!Array.isArray(found)) throw new Error('it gave no list of findings')
      return found.map((each: unknown) => readFinding(each, gateway))
    },
  }
}

function readFinding(found: unknown, gateway: PolicyGateway): Finding {
  if (typeof found === 'string') return { message: withoutStop(found), hint: NO_HINT }
  if (
    typeof found !== 'object' ||
    found === null ||
    !('message' in found) ||
    typeof found.message !== 'string'
  )
    throw new Error('a finding is a text, or { message, hint, param }')
  const hint = 'hint' in found && typeof found.hint === 'string' ? found.hint : NO_HINT
  const param: WrittenValue | undefined =
    'param' in found && typeof found.param === 'string' ? gateway.param(found.param) : undefined
  return { message: withoutStop(found.message), hint, ...(param && { at: param.at }) }
}

const NO_HINT = 'Correct it, or except the gateway from the rule with a reason.'

function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}
