import type { Place } from '../errors.ts'
import { GATEWAY_PARAMS, paramSpec } from '../model/params.ts'
import { PROFILE_SETTINGS, settingSpec } from '../model/profile-settings.ts'
import { SUBSCRIPTION_PARAMS } from '../model/subscription-params.ts'
import { RULES } from '../policies/rules.ts'
import { closest } from './closest.ts'
import { problem, type Problem } from './problem.ts'

/**
 * A key that the schema does not know: misspelt, in the wrong place, or of a later version.
 *
 * @param at    the key
 * @param path  names from the root to the map that holds the key
 */
export function explainUnknownKey(name: string, at: Place, path: readonly string[]): Problem {
  const where = whereIs(path)
  const { title, keys, later } = WHERE[where]
  if (later.includes(name)) {
    const hint = 'Remove it until then.'
    return problem(
      'GW107',
      at,
      `\`${name}\` ${title} is not supported by this version; it comes in a later version.`,
      hint,
    )
  }
  if (where === 'part' && GATEWAY_ONLY.includes(name)) {
    const message = `\`${name}\` stands on a gateway only, not ${title}.`
    return problem('GW101', at, message, 'Move it to each gateway that it is for.')
  }
  if (where === 'settings') return unknownSetting(name, at)
  const suggestion = closest(name, keys)
  const known = `Known here: ${keys.join(', ')}.`
  const isGateway = where === 'gateway' || where === 'part'
  const setting = isGateway ? settingSpec(name) : undefined
  if (setting !== undefined) return settingOnGateway(setting.name, at, path)
  const keep = 'Put it under `extra-params` if FreeSWITCH shall keep it all the same.'
  const hint = suggestion === undefined ? (isGateway ? keep : known) : `Did you mean \`${suggestion}\`?`
  const message = isGateway
    ? `\`${name}\` is not a parameter that FreeSWITCH reads from a gateway.`
    : `\`${name}\` is not a key ${title}.`
  return problem('GW101', at, message, isGateway && suggestion !== undefined ? `${hint} ${keep}` : hint)
}

function settingOnGateway(name: string, at: Place, [top, profile]: readonly string[]): Problem {
  const message = `\`${name}\` is a setting of the profile, not a parameter of a gateway.`
  const place = `profiles.${top === 'profiles' ? String(profile) : 'P'}.settings`
  return problem('GW101', at, message, `Move it to \`${place}\`.`)
}

/** A name that FreeSWITCH does not read does nothing; 231 names are too many to list. */
function unknownSetting(name: string, at: Place): Problem {
  if (paramSpec(name) !== undefined) {
    const what = `\`${name}\` is a parameter of a gateway, not a setting of the profile.`
    return problem(
      'GW101',
      at,
      what,
      'Move it to the gateway, or to `defaults` of the profile for all of them.',
    )
  }
  const suggestion = closest(name, SETTING_NAMES)
  const message = `\`${name}\` is not a setting that FreeSWITCH reads from a profile.`
  const hint =
    suggestion === undefined
      ? 'docs/profile-settings.md lists all of them. Remove this one; where the XML has it, it stays there as it is.'
      : `Did you mean \`${suggestion}\`?`
  return problem('GW101', at, message, hint)
}

const SETTING_NAMES: readonly string[] = PROFILE_SETTINGS.map((spec) => spec.name)

type Where =
  | 'file'
  | 'freeswitch'
  | 'event-socket'
  | 'profile'
  | 'settings'
  | 'gateway'
  | 'gateway-policy'
  | 'part'
  | 'variable'
  | 'subscription'
  | 'rule'
  | 'exception'
  | 'distributor'
  | Limits
type Limits = 'policy' | 'backups'

const GATEWAY_ONLY: readonly string[] = ['template', 'enabled', 'canary', 'policy']
const RULE_OPTIONS: readonly string[] = RULES.flatMap(({ options }) => Object.keys(options))
const PART_KEYS: readonly string[] = [
  ...GATEWAY_PARAMS.filter((spec) => spec.refused === undefined).map((spec) => spec.name),
  'variables',
  'subscriptions',
  'extra-params',
]

/** How each kind of map is called, what may stand in it, and what a later version will read there. */
const WHERE: Readonly<Record<Where, { title: string; keys: readonly string[]; later: readonly string[] }>> = {
  file: {
    title: 'at the top of a file',
    keys: ['version', 'freeswitch', 'templates', 'profiles', 'distributors', 'policy', 'backups', 'git'],
    later: [],
  },
  freeswitch: { title: 'of `freeswitch`', keys: ['conf', 'event-socket'], later: [] },
  'event-socket': { title: 'of `event-socket`', keys: ['host', 'port', 'password'], later: [] },
  profile: {
    title: 'of a profile',
    keys: ['prune', 'create', 'ensure', 'settings', 'defaults', 'gateways'],
    later: ['policy'],
  },
  settings: { title: 'of `settings`', keys: SETTING_NAMES, later: [] },
  gateway: {
    title: 'of a gateway',
    keys: ['template', 'enabled', 'canary', 'policy', ...PART_KEYS],
    later: [],
  },
  'gateway-policy': {
    title: 'of the `policy` of a gateway',
    keys: ['allow-last-healthy', 'except'],
    later: ['allow-calls'],
  },
  part: { title: 'in `defaults` or a template', keys: PART_KEYS, later: [] },
  variable: { title: 'of a variable', keys: ['name', 'value', 'direction'], later: [] },
  subscription: {
    title: 'of a subscription',
    keys: ['event', ...SUBSCRIPTION_PARAMS.map((spec) => spec.name)],
    later: [],
  },
  distributor: { title: 'of a distributor list', keys: ['nodes'], later: [] },
  policy: {
    title: 'of `policy`',
    keys: ['max-deletes', 'allow-last-healthy', 'allow-calls', 'rules', 'plugins'],
    later: [],
  },
  rule: { title: 'of this rule', keys: ['severity', 'except', ...RULE_OPTIONS], later: [] },
  exception: { title: 'of an exception', keys: ['gateway', 'reason'], later: [] },
  backups: { title: 'of `backups`', keys: ['keep'], later: [] },
}

/** `profiles/P`, `profiles/P/settings`, `profiles/P/gateways/G`, `profiles/P/gateways/G/policy` or `profiles/P/defaults`. */
function inProfile(path: readonly string[]): Where {
  if (path.length === 2) return 'profile'
  if (path[2] === 'settings') return 'settings'
  if (path[2] !== 'gateways') return 'part'
  return path[4] === 'policy' ? 'gateway-policy' : 'gateway'
}

function whereIs(path: readonly string[]): Where {
  const list = path.at(-2)
  if (list === 'variables' && path.length > 2) return 'variable'
  if (list === 'subscriptions' && path.length > 2) return 'subscription'
  switch (path[0]) {
    case undefined:
      return 'file'
    case 'freeswitch':
      return path.length > 1 ? 'event-socket' : 'freeswitch'
    case 'templates':
      return 'part'
    case 'profiles':
      return inProfile(path)
    case 'policy':
      return path.length === 1 ? 'policy' : path.length > 3 ? 'exception' : 'rule'
    case 'distributors':
      return 'distributor'
    default:
      return 'backups'
  }
}
