import type { Code, Diagnostic, Place } from '../errors.ts'

/** An error at a place of the input. */
export function problem(code: Code, at: Place, message: string, hint: string): Diagnostic {
  return { code, severity: 'error', message, hint, at }
}

/** Something that FreeSWITCH takes, but hardly means what the YAML says. */
export function warning(at: Place, message: string, hint: string): Diagnostic {
  return { code: 'GW108', severity: 'warning', message, hint, at }
}

/** The line of an offset, from 1: for messages that name a second place. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
