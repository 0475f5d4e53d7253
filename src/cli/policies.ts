import { InputError } from '../errors.ts'
import type { GatewayRef } from '../model/plan.ts'
import {
  checkPolicies,
  type Excepted,
  type KnownRule,
  type PolicyResult,
} from '../policies/check-policies.ts'
import { RULES } from '../policies/rules.ts'
import { visibleLine } from '../render/visible.ts'
import type { DesiredInput } from './inputs.ts'
import type { Io } from './io.ts'
import { loadPlugins } from './load-plugins.ts'

/** The rules of the policy of one run, with those of its plugins. */
export interface Policies {
  /** @param unmanaged  absent: not known yet, nothing is said of what is about them */
  check(unmanaged?: readonly GatewayRef[]): PolicyResult
  /** Whether a rule needs to know what is unmanaged. */
  readonly asksUnmanaged: boolean
}

/** Loads the plugins that the YAML names. */
export function loadPolicies({ desired }: DesiredInput, io: Io): Policies {
  const { rules = [], plugins = [] } = desired.policy
  const loaded = loadPlugins(plugins, io.cwd)
  const known: readonly KnownRule[] = [...RULES.map((rule) => ({ rule })), ...loaded.rules]
  const about = new Set(RULES.filter((each) => each.about === 'unmanaged').map(({ name }) => name))
  return {
    asksUnmanaged: rules.some(({ name, severity }) => severity !== 'off' && about.has(name)),
    check: (unmanaged) => {
      // Without its plugins a rule would seem unknown.
      if (loaded.diagnostics.length > 0) return { diagnostics: loaded.diagnostics, excepted: [] }
      return checkPolicies(desired, known, unmanaged)
    },
  }
}

/** Throws InputError with everything that is known of the input when a rule refuses it. */
export function refuseBroken({ diagnostics }: PolicyResult, { warnings, sources }: DesiredInput): void {
  if (!diagnostics.some((each) => each.severity === 'error')) return
  throw new InputError([...warnings, ...diagnostics], sources)
}

/** One line for each exception that was needed, with its reason. */
export function tellExcepted(excepted: readonly Excepted[], io: Io): void {
  const lines = excepted.map(({ gateway, rule, reason }) => `excepted ${gateway} from ${rule}: ${reason}`)
  for (const line of new Set(lines)) io.stderr(`${visibleLine(line)}\n`)
}
