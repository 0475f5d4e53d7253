import type { Place } from '../errors.ts'
import { composeYaml, type ParsedNode, type YAMLError } from './yaml.ts'
import { readPlainYaml } from './plain-yaml.ts'
import { buildTree } from './yaml-tree.ts'
import { causesOf } from './yaml-causes.ts'
import { explainYamlError } from './yaml-errors.ts'
import type { YamlNode } from './node.ts'
import { problem, type Problem } from './problem.ts'

/** What became of a YAML text: its tree, when that can be known whatever the problems. */
export interface ParsedYaml {
  readonly root?: YamlNode
  readonly problems: readonly Problem[]
}

/** More than these nobody reads at once. */
const MAX_ERRORS = 20

/**
 * Reads one YAML 1.2 document (core schema, merge keys) with the places of everything in it.
 *
 * Refused, besides what YAML itself refuses: an empty document, several documents, duplicate
 * keys, tags, depth, aliases that multiply, and a last line without a line end, which is how a
 * file that was cut off mostly looks.
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  const root = readPlainYaml(file, text)
  return root === undefined ? parseInFull(file, text) : { root, problems: [] }
}

/** The same, whatever is in the text: what `readPlainYaml` is not sure of, and what it is held against. */
export function parseInFull(file: string, text: string): ParsedYaml {
  const at = (offset: number, end: number): Place => ({ file, offset, length: Math.max(end - offset, 0) })
  const composed = composeYaml(text)
  if ('stop' in composed) {
    const { offset, message, hint } = composed.stop
    return { problems: [problem('GW102', at(offset, offset + 1), message, hint)] }
  }
  const { contents, errors } = composed
  const cut = endsWhole(text, contents) ? [] : [cutOff(at(text.length, text.length))]
  if (errors.length > 0) return { problems: [...explainAll(file, text, contents, errors), ...cut] }
  if (contents === undefined || isBlank(contents)) {
    const message = `${file} is empty.`
    return {
      problems: [
        problem('GW102', at(0, 0), message, 'Write at least `version: 1`, or let `gwctl init` write a file.'),
      ],
    }
  }
  const { root, problems } = buildTree(file, text, contents)
  return problems.length > 0 ? { problems: [...problems, ...cut] } : { root, problems: cut }
}

function cutOff(at: Place): Problem {
  return problem(
    'GW102',
    at,
    'The file ends in the middle of a line; it may be cut off.',
    'Compare it with its source, and end the last line with a line end.',
  )
}

/** JSON and other flow collections say themselves where they end. */
function endsWhole(text: string, contents: ParsedNode | undefined): boolean {
  return /[\r\n]$/.test(text) || (contents !== undefined && 'flow' in contents && contents.flow)
}

/** A document that holds nothing but comments is a null without characters. */
function isBlank(contents: ParsedNode): boolean {
  return contents.range[0] === contents.range[1]
}

function explainAll(
  file: string,
  text: string,
  contents: ParsedNode | undefined,
  errors: readonly YAMLError[],
): Problem[] {
  const causes = causesOf(text, contents, errors)
  const shown = causes.slice(0, MAX_ERRORS).map((each) => explainYamlError(file, each))
  const more = causes.length - shown.length
  return more === 0 ? shown : [...shown.slice(0, -1), ...shown.slice(-1).map((last) => andMore(last, more))]
}

function andMore(last: Problem, more: number): Problem {
  return { ...last, hint: `${last.hint} More of the kind in this file that are not shown: ${more}.` }
}
