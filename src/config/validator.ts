import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import { desiredSchema } from './desired-schema.ts'

/** How the schema is compiled, here and by the build. */
export const AJV_OPTIONS: Options = {
  allErrors: true,
  // Its sentences are our own (schema-errors.ts).
  messages: false,
  ownProperties: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  // What is used in several places is compiled once: a fifth of the code.
  inlineRefs: false,
}

/**
 * Every error that the schema of gwctl files has against a value. The build puts a compiled function
 * in the place of this module (scripts/build.js), since compiling takes longer than all the rest of a
 * run; a test holds the two against each other.
 */
export function validateDesired(value: unknown): readonly ErrorObject[] {
  compiled ??= new Ajv2020(AJV_OPTIONS).compile(desiredSchema())
  compiled(value)
  return compiled.errors ?? []
}

let compiled: ValidateFunction | undefined
