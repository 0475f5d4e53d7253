import { GwctlError } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { GatewayRef, Plan } from '../model/plan.ts'
import type { Allowances } from '../plan/guard.ts'
import { numberOption } from './arguments.ts'
import type { Arguments, OptionSpec } from './command.ts'

/** What a plan is restricted to, and how its changes are made. */
export const PLAN_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'target',
    value: 'P/G',
    takes: 'gateway',
    multiple: true,
    help: 'only this gateway, as PROFILE/GATEWAY; may repeat',
  },
  {
    name: 'changed-since',
    value: 'REF',
    help: 'only gateways whose YAML differs from that git revision',
  },
  { name: 'canary', help: 'try each new definition under a temporary name before its gateway is touched' },
  {
    name: 'batch',
    value: 'N',
    help: 'change at most N gateways at a time, and verify them before the next are touched',
  },
  {
    name: 'no-restart',
    help: 'leave settings as they stand that only a restart of their profile applies; apply the rest',
  },
  { name: 'no-adopt', help: 'leave desired gateways that stand without the marker of gwctl unmarked' },
]

/** What lifts a safety limit. */
export const LIMIT_OPTIONS: readonly OptionSpec[] = [
  { name: 'allow-deletes', value: 'N', help: 'allow up to N deletes, whatever the limits say' },
  { name: 'allow-last-healthy', help: 'allow a profile to lose its last healthy gateway' },
  { name: 'allow-calls', help: 'allow a restart or stop of a profile to hang up calls in progress' },
]

/** What the options say that a plan depends on. */
export interface Wishes {
  readonly targets: readonly GatewayRef[]
  readonly deletes: number | undefined
  readonly batch: number | undefined
}

/** Throws GW100 for a value that is none: before anything is read, where it is called first. */
export function readWishes(args: Arguments): Wishes {
  return {
    targets: args.values('target').map(readTarget),
    deletes: numberOption(args, 'allow-deletes', 0),
    batch: numberOption(args, 'batch', 1),
  }
}

export function allowances(args: Arguments, deletes: number | undefined): Allowances {
  const flags = { lastHealthy: args.flag('allow-last-healthy'), calls: args.flag('allow-calls') }
  return { ...flags, ...(deletes !== undefined && { deletes }) }
}

/** What the plan is restricted to: by name, by what the YAML changed, or by both. */
export function narrowed(
  targets: readonly GatewayRef[],
  changed: readonly GatewayRef[] | undefined,
): { readonly targets?: readonly GatewayRef[] } {
  if (changed === undefined) return targets.length > 0 ? { targets } : {}
  if (targets.length === 0) return { targets: changed }
  const paths = new Set(changed.map((each) => gatewayPath(each.profile, each.gateway)))
  return { targets: targets.filter((each) => paths.has(gatewayPath(each.profile, each.gateway))) }
}

/** A target that nothing is known of would be a plan that silently does nothing. */
export function checkTargets(targets: readonly GatewayRef[], plan: Plan): void {
  const known = [...plan.changes, ...plan.unchanged, ...plan.unmanaged]
  for (const { profile, gateway } of targets) {
    if (known.some((each) => each.profile === profile && each.gateway === gateway)) continue
    throw new GwctlError(
      'GW100',
      `--target ${profile}/${gateway}: there is no such gateway, desired or on disk.`,
      {
        hint: 'Check the name; it is PROFILE/GATEWAY as in the YAML.',
      },
    )
  }
}

function readTarget(text: string): GatewayRef {
  const [profile, gateway, ...rest] = text.split('/')
  if (
    profile !== undefined &&
    profile !== '' &&
    gateway !== undefined &&
    gateway !== '' &&
    rest.length === 0
  ) {
    return { profile, gateway }
  }
  throw new GwctlError('GW100', `--target takes PROFILE/GATEWAY, not "${text}".`, {
    hint: 'For example: --target external/acme-1.',
  })
}
