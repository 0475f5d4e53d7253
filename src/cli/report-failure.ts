import { GwctlError, InputError, reasonOf } from '../errors.ts'
import { wantsColor, type Io } from './io.ts'

/**
 * Tells a failure: for people on stderr, and, where the command line asks for JSON or Markdown, as
 * the one document on stdout. What is no failure gwctl knows is a bug, and says so.
 */
export async function reportFailure(error: unknown, argv: readonly string[], io: Io): Promise<void> {
  const { renderDiagnostics, renderFailure, failureJson } = await import('../render/failure.ts')
  const color = wantsColor(io, io.stderrIsTty)
  const failure = asFailure(error)
  io.stderr(
    failure instanceof InputError
      ? renderDiagnostics(failure.diagnostics, failure.sources, { color })
      : renderFailure(failure, { color }),
  )
  if (asksFor('json', argv) || argv.includes('--json')) io.stdout(failureJson(failure))
  else if (asksFor('markdown', argv)) {
    const { failureMarkdown } = await import('../render/failure-markdown.ts')
    io.stdout(failureMarkdown(failure))
  }
}

/** What gwctl knows as it is; anything else is a bug of gwctl. */
export function asFailure(error: unknown): GwctlError | InputError {
  if (error instanceof GwctlError || error instanceof InputError) return error
  return new GwctlError('GW900', `Unexpected: ${reasonOf(error)}`, {
    hint: 'This is a bug in gwctl; nothing is said to have been done that was not. Please report it.',
    cause: error,
  })
}

/** The command line itself may be what is wrong, so that it is looked at, not parsed. */
function asksFor(format: string, argv: readonly string[]): boolean {
  const option = argv.indexOf('--format')
  return argv.includes(`--format=${format}`) || (option >= 0 && argv[option + 1] === format)
}
