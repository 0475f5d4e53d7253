import { printJson } from './json.ts'
import { CODES, type GwctlError, type InputError } from '../errors.ts'
import { diagnosticsJson } from './diagnostics.ts'
import { PLAN_FORMAT_VERSION } from './plan-json.ts'
import { styleFor } from './style.ts'
import { visible } from './visible.ts'

export { renderDiagnostics } from './diagnostics.ts'

/** One failure for people: what happened, and what to do. Ends with a line end. */
export function renderFailure(error: GwctlError, options: { readonly color: boolean }): string {
  const style = styleFor(options.color)
  return `${style.red(style.bold(`error ${error.code}`))}: ${visible(error.message)}\n  ${visible(error.hint)}\n`
}

/** A failure as the one JSON document of a run; ends with a line end. */
export function failureJson(failure: GwctlError | InputError): string {
  return printJson({ formatVersion: PLAN_FORMAT_VERSION, ...failureFields(failure) })
}

/** What a failure is, as the `error` and the `diagnostics` of a document. */
export function failureFields(failure: GwctlError | InputError): Record<string, unknown> {
  if (failure.name === 'GwctlError') {
    const { code, message, hint } = failure
    return { error: { code, message, hint }, diagnostics: [] }
  }
  // Warnings alone are a failure where they are asked to be one.
  const first = failure.diagnostics.find((each) => each.severity === 'error') ?? failure.diagnostics[0]
  const code = first?.code ?? 'GW101'
  return {
    error: { code, message: CODES[code].title, hint: first?.hint ?? '' },
    diagnostics: diagnosticsJson(failure.diagnostics, failure.sources),
  }
}
