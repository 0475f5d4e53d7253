import type { ScalarNode } from './node.ts'
import { isPlaceholder } from './placeholder.ts'
import { problem, type Problem } from './problem.ts'

/** Gives what `${env:NAME}` and `${file:PATH}` stand for. */
export interface SecretSource {
  /** `undefined`: not set. */
  readonly env: (name: string) => string | undefined
  /** The file's text; `path` as it is written in `from`. `error` completes "the file ... ". */
  readonly file: (path: string, from: string) => Found
}

export type Found = { readonly text: string } | { readonly error: string }

/** A string of the YAML with its references resolved. */
export interface Value {
  /** What FreeSWITCH shall read; `$${name}` stands as it is. */
  readonly text: string
  /** In order: text of the YAML itself, FreeSWITCH's own `$${name}`, and what came out of a secret. */
  readonly segments: readonly Segment[]
  /** Whether part of it came (or would come) out of a reference. */
  readonly fromSecret: boolean
  /** False when a reference stands in the text unresolved. */
  readonly resolved: boolean
  /** Whether the text is what FreeSWITCH will read: it is resolved and holds no `$${name}`. */
  readonly known: boolean
}

export interface Segment {
  readonly kind: 'literal' | 'global' | 'secret'
  readonly text: string
}

/** `$${name}`, or a reference to a secret. `$${env:NAME}` is neither; see `doubled`. */
const TOKEN = /\$\$\{[\w.-]+\}|\$\{(env|file):([^}]*)\}/g

/**
 * Resolves the references in a string.
 *
 * @param source  `undefined`: leave references as they are written
 * @param problems  takes a GW104 for each reference that cannot be resolved, is empty or a placeholder
 */
export function resolveValue(node: ScalarNode, source: SecretSource | undefined, problems: Problem[]): Value {
  if (!node.text.includes('$')) return literal(node.text)
  const segments: Segment[] = []
  let from = 0
  let complete = true
  for (const found of node.text.matchAll(TOKEN)) {
    segments.push({ kind: 'literal', text: node.text.slice(from, found.index) })
    from = found.index + found[0].length
    const [reference, scheme, name = ''] = found
    const resolved = scheme === undefined ? reference : resolve(scheme, name, node, source, problems)
    if (resolved === undefined) complete = false
    segments.push({ kind: scheme === undefined ? 'global' : 'secret', text: resolved ?? reference })
  }
  segments.push({ kind: 'literal', text: node.text.slice(from) })
  const doubled = /\$\$\{(?:env|file):/.test(node.text)
  if (doubled) problems.push(doubledDollar(node))
  return {
    text: segments.map((segment) => segment.text).join(''),
    segments: segments.filter((segment) => segment.text !== ''),
    fromSecret: segments.some((segment) => segment.kind === 'secret'),
    resolved: complete,
    known: complete && segments.every((segment) => segment.kind !== 'global'),
  }
}

function literal(text: string): Value {
  const segments: Segment[] = text === '' ? [] : [{ kind: 'literal', text }]
  return { text, segments, fromSecret: false, resolved: true, known: true }
}

/** Without a source nothing is resolved and nothing is wrong. */
function resolve(
  scheme: string,
  name: string,
  node: ScalarNode,
  source: SecretSource | undefined,
  problems: Problem[],
): string | undefined {
  if (source === undefined) return undefined
  const found = judge(scheme === 'env' ? fromEnvironment(source, name) : source.file(name, node.at.file))
  if ('text' in found) return found.text
  const what = scheme === 'env' ? `The environment variable ${name}` : `The file ${name}`
  const hint = scheme === 'env' ? `Set ${name} to the secret.` : 'Write the secret into it, and nothing else.'
  problems.push(problem('GW104', node.at, `${what} ${found.error}.`, hint))
  return undefined
}

function fromEnvironment(source: SecretSource, name: string): Found {
  const text = source.env(name)
  return text === undefined ? { error: 'is not set' } : { text }
}

function judge(found: Found): Found {
  if ('error' in found) return found
  if (found.text === '') return { error: 'is empty' }
  return isPlaceholder(found.text) ? { error: 'holds a placeholder, not a secret' } : found
}

function doubledDollar(node: ScalarNode): Problem {
  const message = '`$${...}` is a variable of FreeSWITCH; it has none called env: or file:.'
  return problem('GW104', node.at, message, 'Write the reference with one dollar: `${env:NAME}`.')
}
