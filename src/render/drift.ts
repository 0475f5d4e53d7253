import { hasDrift, type Drift, type ProfileDrift } from '../plan/drift.ts'
import type { Finding, GatewayDrift, Layer } from '../plan/gateway-drift.ts'
import type { SettingDrift } from '../plan/settings-drift.ts'
import { namesWithSource } from '../plan/variables-of.ts'
import { gatewayPath } from '../model/gateway.ts'
import { printJson } from './json.ts'
import { MASK } from './mask.ts'
import { PLAN_FORMAT_VERSION } from './plan-json.ts'
import { styleFor, type Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** What `gwctl drift --json` prints: one document, no value of a secret in it. */
export function renderDriftJson(drift: Drift): string {
  return printJson({ formatVersion: PLAN_FORMAT_VERSION, drift: hasDrift(drift), ...drift })
}

/** What `gwctl drift` prints; ends with a line end. */
export function renderDriftText(drift: Drift, options: { readonly color: boolean }): string {
  const style = styleFor(options.color)
  const lines = [
    ...drift.profiles.map((each) => profileLine(each, style)),
    ...drift.distributors.map(
      (each) => `  ${style.bold(`list ${visibleLine(each)}`)}  is not as desired, on disk or in the switch\n`,
    ),
    ...drift.settings.map((each) => settingLine(each, style)),
    ...drift.gateways.filter((each) => each.findings.length > 0).map((each) => gatewayLines(each, style)),
  ]
  return [head(drift, style), ...lines, unverified(drift, style)].join('')
}

function head(drift: Drift, style: Style): string {
  const gateways = drift.gateways.filter((each) => each.findings.length > 0).length
  const settings = drift.settings.filter((each) => each.how !== 'unverified').length
  if (!hasDrift(drift)) {
    return `${style.green('No drift found')}: ${count(drift.compared, 'gateway')} compared in YAML, XML, memory and switch.\n`
  }
  const parts = [
    ...(gateways > 0 ? [count(gateways, 'gateway')] : []),
    ...(settings > 0 ? [count(settings, 'setting')] : []),
    ...(drift.distributors.length > 0 ? [count(drift.distributors.length, 'list')] : []),
    ...(drift.profiles.length > 0 ? [count(drift.profiles.length, 'profile')] : []),
  ]
  return `${style.bold('Drift')}  ${parts.join(', ')}; ${count(drift.compared, 'gateway')} compared.\n\n`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function profileLine({ profile, how }: ProfileDrift, style: Style): string {
  return `  ${style.bold(`profile ${visibleLine(profile)}`)}  ${how === 'should be absent' ? 'stands or runs, and should be absent' : `is ${how === 'not on disk' ? how : 'on disk, but does not run'}`}\n`
}

function settingLine(setting: SettingDrift, style: Style): string {
  const name = style.bold(`${visibleLine(setting.profile)}: ${visibleLine(setting.name)}`)
  const show = (value: string | null): string =>
    setting.sensitive === true ? MASK : value === null ? '(not known or not set)' : visibleLine(value)
  const [actual, expected] = [show(setting.actual), show(setting.expected)]
  switch (setting.how) {
    case 'disk':
      return `  ${name}  is ${actual} on disk, ${expected} is desired\n`
    case 'live':
      return `  ${name}  is right on disk; the running profile has something else\n`
    case 'pending':
      return `  ${name}  is ${expected} on disk and waits for a restart; in force: ${actual}\n`
    case 'unverified':
      return ''
  }
}

function gatewayLines({ profile, gateway, findings }: GatewayDrift, style: Style): string {
  const name = style.bold(visibleLine(gatewayPath(profile, gateway)))
  const lines = findings.map((each) => `      ${findingText(each)}\n`)
  return `  ${name}\n${lines.join('')}`
}

const LAYERS: Readonly<Record<Layer, string>> = {
  desired: 'the YAML',
  disk: 'the XML',
  loaded: 'what FreeSWITCH has loaded',
  live: 'what runs',
}

/** `the XML differs from the YAML in expire-seconds; the XML changed since the last apply`. */
function findingText({ between: [first, second], how, names, moved, variables }: Finding): string {
  switch (how) {
    case 'missing':
      return `${ABSENT[second]}${first === 'desired' ? '' : `, though it is in ${LAYERS[first]}`}`
    case 'extra':
      return `${PRESENT[second]}, and not in ${LAYERS[first]}`
    case 'differs': {
      const what = visibleLine(names.join(', '))
      const who = moved === undefined ? '' : `; ${LAYERS[moved]} changed since the last apply`
      return `${LAYERS[second]} differs from ${LAYERS[first]} in ${what}${who}${changedValues(variables)}`
    }
    case 'changed':
      return `${visibleLine(namesWithSource(names, variables ?? []))} has another value than gwctl started it with; FreeSWITCH does not show whether somebody has started it anew`
  }
}

/** `; on disk $${telkom_host} has another value than FreeSWITCH knows`. */
function changedValues(variables: readonly string[] = []): string {
  if (variables.length === 0) return ''
  const names = visibleLine(variables.map((each) => `$\${${each}}`).join(', '))
  return `; on disk ${names} ${variables.length === 1 ? 'has another value' : 'have other values'} than FreeSWITCH knows`
}

const ABSENT: Readonly<Record<Layer, string>> = {
  desired: 'it is not desired',
  disk: 'it is desired, but not in the XML',
  loaded: 'FreeSWITCH has not loaded it',
  live: 'it does not run',
}
const PRESENT: Readonly<Record<Layer, string>> = {
  desired: 'it is desired',
  disk: 'it stands in the XML',
  loaded: 'FreeSWITCH has loaded it',
  live: 'it runs',
}

/** More names than this are counted. */
const MOST_NAMED = 5

function unverified({ gateways, settings }: Drift, style: Style): string {
  const open = gateways.filter((each) => each.unverified.length > 0)
  const unsure = settings.filter((each) => each.how === 'unverified')
  if (open.length + unsure.length === 0) return ''
  const params = [...new Set(open.flatMap((each) => each.unverified))].sort()
  const names = open.slice(0, MOST_NAMED).map((each) => visibleLine(gatewayPath(each.profile, each.gateway)))
  const more = open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : ''
  return [
    `\n${style.bold('Not verified')}  FreeSWITCH does not show these, and nothing proves what is in force:\n`,
    ...(open.length > 0 ? [`  ${visibleLine(params.join(', '))} of ${names.join(', ')}${more}\n`] : []),
    ...unsure.map((each) => `  ${visibleLine(each.name)} of profile ${visibleLine(each.profile)}\n`),
    '  An apply or `gwctl gateway restart` proves a gateway, `gwctl profile restart` a setting.\n',
  ].join('')
}
