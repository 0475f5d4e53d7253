import { reasonOf } from '../errors.ts'
import type { Diagnostic, Place } from '../errors.ts'
import {
  desiredGateways,
  type Desired,
  type DesiredGateway,
  type PluginRef,
  type RuleSetting,
  type WrittenValue,
} from '../model/desired.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { GatewayRef, PolicyException } from '../model/plan.ts'
import { closest } from '../config/closest.ts'
import type { Finding, PolicyGateway, PolicyRule } from './rule.ts'

/** A rule with where it comes from: absent for gwctl's own. */
export interface KnownRule {
  readonly rule: PolicyRule
  readonly plugin?: PluginRef
}

/** What a rule found where an exception says why that may be. */
export interface Excepted extends PolicyException {
  readonly diagnostic: Diagnostic
}

export interface PolicyResult {
  readonly diagnostics: readonly Diagnostic[]
  readonly excepted: readonly Excepted[]
}

/**
 * Runs the rules that the YAML turns on.
 *
 * @param unmanaged  the gateways that are not gwctl's; absent when that is not known, and nothing is
 *                   said of exceptions for them then
 */
export function checkPolicies(
  desired: Desired,
  known: readonly KnownRule[],
  unmanaged?: readonly GatewayRef[],
): PolicyResult {
  const settings = desired.policy.rules ?? []
  const runs = settings.map((setting) => runRule(setting, known, desired, unmanaged))
  const names = settings.map(({ name }) => name)
  return {
    diagnostics: [
      ...runs.flatMap((each) => each.diagnostics),
      ...desiredGateways(desired).flatMap((each) => exceptionsFromNothing(each, names)),
    ],
    excepted: runs.flatMap((each) => each.excepted),
  }
}

function runRule(
  setting: RuleSetting,
  known: readonly KnownRule[],
  desired: Desired,
  unmanaged: readonly GatewayRef[] | undefined,
): PolicyResult {
  const found = known.find(({ rule }) => rule.name === setting.name)
  if (found === undefined) return { diagnostics: [noSuchRule(setting, known)], excepted: [] }
  if (setting.severity === 'off') return { diagnostics: [], excepted: [] }
  const gateways = desiredGateways(desired).filter(({ enabled }) => enabled)
  const subjects: readonly Subject[] =
    found.rule.about === 'gateway' ? gateways.map(subjectOf) : (unmanaged ?? []).map(strangerOf)
  const used = new Set<Place>()
  const results = subjects.flatMap((subject) => judge(subject, setting, found, used))
  const isComplete = found.rule.about === 'gateway' || unmanaged !== undefined
  return {
    diagnostics: [
      ...results.flatMap((each) => ('reason' in each ? [] : [each])),
      ...(isComplete ? unusedExceptions(setting, gateways, used) : []),
    ],
    excepted: results.flatMap((each) => ('reason' in each ? [each] : [])),
  }
}

/** What is judged: a gateway of the YAML, or one that is only known by name. */
interface Subject {
  readonly ref: GatewayRef
  /** What a rule sees of it, in which no secret is. */
  readonly view: PolicyGateway
  readonly from?: DesiredGateway
}

function subjectOf(from: DesiredGateway): Subject {
  const { profile, name, written = [] } = from
  return { ref: { profile, gateway: name }, view: viewOf(profile, name, written), from }
}

function strangerOf(ref: GatewayRef): Subject {
  return { ref, view: viewOf(ref.profile, ref.gateway, []) }
}

function viewOf(profile: string, name: string, values: readonly WrittenValue[]): PolicyGateway {
  const param = (wanted: string): WrittenValue | undefined =>
    values.find((each) => each.of === 'param' && each.name === wanted)
  return { profile, name, values, param }
}

function judge(
  subject: Subject,
  setting: RuleSetting,
  { rule, plugin }: KnownRule,
  used: Set<Place>,
): (Diagnostic | Excepted)[] {
  const path = gatewayPath(subject.ref.profile, subject.ref.gateway)
  const findings = findingsOf(subject, setting, rule)
  if ('failure' in findings) return [failedRule(setting, plugin, path, findings.failure)]
  const exception =
    setting.except.find(({ gateway }) => gateway === path) ?? subject.from?.exceptions?.get(setting.name)
  return findings.found.map((each) => {
    const diagnostic = diagnosticOf(each, setting, path, subject.from?.at ?? setting.at)
    if (exception === undefined) return diagnostic
    used.add(exception.at)
    return { diagnostic, rule: setting.name, gateway: path, reason: exception.reason }
  })
}

/** A rule is somebody's code, or a pattern: it may fail. */
function findingsOf(
  { ref, view }: Subject,
  { options }: RuleSetting,
  rule: PolicyRule,
): { readonly found: readonly Finding[] } | { readonly failure: string } {
  try {
    return { found: rule.about === 'unmanaged' ? rule.check(ref) : rule.check(view, options) }
  } catch (error) {
    return { failure: reasonOf(error) }
  }
}

function diagnosticOf(finding: Finding, setting: RuleSetting, path: string, at: Place): Diagnostic {
  const { name, severity } = setting
  return {
    code: severity === 'error' ? 'GW120' : 'GW121',
    severity: severity === 'error' ? 'error' : 'warning',
    message: `${path} breaks ${name}: ${finding.message}.`,
    hint: finding.hint,
    at: finding.at ?? at,
    rule: name,
  }
}

function failedRule(
  { name, at }: RuleSetting,
  plugin: PluginRef | undefined,
  path: string,
  why: string,
): Diagnostic {
  const from = plugin === undefined ? '' : ` of ${plugin.path}`
  return {
    code: 'GW122',
    severity: 'error',
    message: `The rule ${name}${from} failed on ${path}: ${why.replace(/\.$/, '')}.`,
    hint: plugin === undefined ? 'Correct its options.' : 'Correct the plugin, or turn the rule off.',
    at: plugin?.at ?? at,
    rule: name,
  }
}

function noSuchRule({ name, at }: RuleSetting, known: readonly KnownRule[]): Diagnostic {
  const names = known.map(({ rule }) => rule.name)
  const meant = closest(name, names)
  const hint = meant === undefined ? `Known: ${names.join(', ')}.` : `Did you mean \`${meant}\`?`
  return { code: 'GW122', severity: 'error', message: `There is no rule ${name}.`, hint, at, rule: name }
}

function unusedExceptions(
  { name, except }: RuleSetting,
  gateways: readonly DesiredGateway[],
  used: ReadonlySet<Place>,
): Diagnostic[] {
  const own = gateways.flatMap((each) => {
    const found = each.exceptions?.get(name)
    return found === undefined ? [] : [{ gateway: gatewayPath(each.profile, each.name), at: found.at }]
  })
  return [...except, ...own]
    .filter(({ at }) => !used.has(at))
    .map(({ gateway, at }) =>
      needless(`${gateway} is excepted from ${name}, but does not break it.`, at, name),
    )
}

function exceptionsFromNothing(
  { profile, name, exceptions }: DesiredGateway,
  rules: readonly string[],
): Diagnostic[] {
  return [...(exceptions ?? [])]
    .filter(([rule]) => !rules.includes(rule))
    .map(([rule, { at }]) =>
      needless(
        `${gatewayPath(profile, name)} is excepted from ${rule}, which is not among \`policy.rules\`.`,
        at,
        rule,
      ),
    )
}

function needless(message: string, at: Place, rule: string): Diagnostic {
  return { code: 'GW123', severity: 'warning', message, hint: 'Remove the exception.', at, rule }
}
