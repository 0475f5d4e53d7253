import { allowedProxies } from './allowed-proxies.ts'
import { expireSecondsRange } from './expire-seconds-range.ts'
import { namingPattern } from './naming-pattern.ts'
import { noUnmanagedGateways } from './no-unmanaged-gateways.ts'
import { pingRequired } from './ping-required.ts'
import { requiredVariables } from './required-variables.ts'
import type { PolicyRule } from './rule.ts'
import { secretsMustBeReferences } from './secrets-must-be-references.ts'
import { tlsRequired } from './tls-required.ts'

/** gwctl's own rules; none is on unless the YAML says so. */
export const RULES: readonly PolicyRule[] = [
  pingRequired,
  tlsRequired,
  expireSecondsRange,
  allowedProxies,
  namingPattern,
  secretsMustBeReferences,
  noUnmanagedGateways,
  requiredVariables,
]
