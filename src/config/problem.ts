import type { Code, Diagnostic, Place } from '../errors.ts'

/** A diagnostic of the YAML: it always has a place. */
export interface Problem extends Diagnostic {
  readonly at: Place
}

/** An error at a place of the input. */
export function problem(code: Code, at: Place, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, at }
}

/** Something that FreeSWITCH takes, but hardly means what the YAML says. */
export function warning(at: Place, message: string, hint: string): Problem {
  return { code: 'GW108', severity: 'warning', message, hint, at }
}

/** `file:line` for a message that names a second place; the file alone when its text is not known. */
export function nameOfPlace(at: Place, sources: ReadonlyMap<string, string>): string {
  const text = sources.get(at.file)
  return text === undefined ? at.file : `${at.file}:${lineOf(text, at.offset)}`
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
