import { Composer, Lexer, Parser, type ParsedNode, type YAMLError } from 'yaml'
import { MAX_DEPTH, MAX_LEXEMES } from './yaml-limits.ts'

export { isAlias, isCollection, isMap, isScalar, isSeq, visit } from 'yaml'
export type { Alias, ParsedNode, YAMLError, YAMLMap } from 'yaml'

/** Why a text was given up before it was parsed. */
export interface Stop {
  readonly offset: number
  readonly message: string
  readonly hint: string
}

/**
 * Parses one YAML 1.2 document (core schema). Its nodes carry offsets, its errors are in the order found;
 * aliases, merge keys and duplicate keys are left to the caller.
 */
export function composeYaml(
  text: string,
):
  | { readonly stop: Stop }
  | { readonly contents: ParsedNode | undefined; readonly errors: readonly YAMLError[] } {
  const scanned = scan(text)
  if (scanned.stop !== undefined) return { stop: scanned.stop }
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' })
  const documents = [...composer.compose(scanned.tokens, true, text.length)]
  const [contents] = documents.flatMap((document) => document.contents ?? [])
  return { contents, errors: documents.flatMap((document) => [...document.errors, ...document.warnings]) }
}

type Token = Parameters<Composer['next']>[0]

/** Turns the text into tokens, and stops at what the steps after this could not stand. */
function scan(text: string): { readonly tokens: readonly Token[]; readonly stop?: Stop } {
  const parser = new Parser()
  const tokens: Token[] = []
  let documents = 0
  let lexemes = 0
  const take = (token: Token): Stop | undefined => {
    tokens.push(token)
    return token.type === 'document' && ++documents > 1 ? severalDocuments(token.offset) : undefined
  }
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      const stop = take(token)
      if (stop !== undefined) return { tokens, stop }
    }
    if (parser.stack.length > MAX_DEPTH) return { tokens, stop: tooDeep(parser.offset) }
    if (++lexemes > MAX_LEXEMES) return { tokens, stop: tooMuch(parser.offset) }
  }
  for (const token of parser.end()) {
    const stop = take(token)
    if (stop !== undefined) return { tokens, stop }
  }
  return { tokens }
}

function severalDocuments(offset: number): Stop {
  const message = 'A second YAML document begins here; a file holds one.'
  return { offset, message, hint: 'Remove the `---`, or put each document into a file of its own.' }
}

function tooDeep(offset: number): Stop {
  return {
    offset,
    message: 'The YAML is nested too deeply here.',
    hint: 'A gateway stands five levels deep.',
  }
}

function tooMuch(offset: number): Stop {
  return {
    offset,
    message: 'The file holds more YAML than gwctl reads from one file.',
    hint: 'Split it into several files; -f takes a directory.',
  }
}
