import type { Diagnostic } from '../errors.ts'
import { referencesIn, type Reference } from '../model/text.ts'
import { decodeBytes } from './bytes.ts'
import type { LineFate } from './line.ts'

/** A diagnostic, and where in the document it is worth telling. */
export interface LineRemark {
  /** About what concerns gateways; `everywhere` also elsewhere, outside comments. */
  readonly scope: 'always' | 'everywhere' | 'outside comments' | 'inside comments'
  readonly diagnostic: Diagnostic
  /** How far into the line it is. */
  readonly into: number
}

/** One line as the preprocessor met it. */
export interface JudgedLine {
  readonly file: string
  readonly start: number
  /** The line as it stands in the file, up to a NUL byte. */
  readonly raw: string
  /** Whether a NUL byte ends it early. */
  readonly cut: boolean
  /** References whose values carry markup. */
  readonly changed: readonly Reference[]
  readonly fate: LineFate
}

/** What is worth telling about one line: everything that FreeSWITCH drops or changes without a word. */
export function remarksOnLine(line: JudgedLine): readonly LineRemark[] {
  return RULES.flatMap((rule) => {
    const found = rule(line)
    return found === undefined
      ? []
      : [
          {
            scope: found.scope ?? 'outside comments',
            diagnostic: diagnose(line, found),
            into: found.into ?? 0,
          },
        ]
  })
}

interface Finding {
  readonly what: string
  readonly hint: string
  readonly scope?: LineRemark['scope']
  readonly into?: number
}

type Rule = (line: JudgedLine) => Finding | undefined

const RULES: readonly Rule[] = [
  markupBesideWrapper,
  markupBesideTag,
  mention,
  inertTag,
  tagInComment,
  execOutput,
  openReference,
  markupInVariable,
  nulByte,
  longLine,
]

/** An element that begins on the line, apart from the wrapper tags themselves. */
const ELEMENT = /<(?!\/?include>)[/a-z_]/i

function markupBesideWrapper({ fate, raw }: JudgedLine): Finding | undefined {
  if (fate.why !== 'wrapper' || !ELEMENT.test(raw.replace(/<\?.*?\?>|<!--.*?-->/g, ''))) return undefined
  return {
    what: 'this line holds <include>, </include> or <?, so FreeSWITCH drops all of it',
    hint: 'Put <include> and </include> on lines of their own.',
    scope: 'everywhere',
  }
}

function markupBesideTag({ fate, raw }: JudgedLine): Finding | undefined {
  if (fate.why !== 'tag' || !ELEMENT.test(raw.replace(/<x-pre-process/i, ''))) return undefined
  return {
    what: 'FreeSWITCH drops everything that stands on the line of an X-PRE-PROCESS',
    hint: 'Put the X-PRE-PROCESS on a line of its own.',
  }
}

function mention({ fate, raw }: JudgedLine): Finding | undefined {
  if (fate.why !== 'mention' || !ELEMENT.test(raw)) return undefined
  return {
    what: 'FreeSWITCH drops this whole line because it mentions X-PRE-PROCESS',
    hint: 'Move the word to a line of its own.',
  }
}

function inertTag({ fate }: JudgedLine): Finding | undefined {
  if (fate.why !== 'tag' || fate.directive?.kind !== 'nothing') return undefined
  return {
    what: 'FreeSWITCH does not carry out this X-PRE-PROCESS',
    hint: 'It takes cmd="..." and then data="...", on one line and in double quotes.',
  }
}

function tagInComment({ fate }: JudgedLine): Finding | undefined {
  if (fate.why !== 'tag' || fate.directive?.kind === 'nothing') return undefined
  return {
    what: 'FreeSWITCH carries out an X-PRE-PROCESS inside a comment too',
    hint: 'Remove the line, or rename it to X-NO-PRE-PROCESS.',
    scope: 'inside comments',
  }
}

function execOutput({ fate }: JudgedLine): Finding | undefined {
  if (fate.directive?.kind !== 'exec') return undefined
  return {
    what: 'a command writes configuration here, which gwctl cannot see',
    hint: 'Keep gateways that gwctl manages out of generated configuration.',
  }
}

function openReference({ fate, raw }: JudgedLine): Finding | undefined {
  if (fate.kept.length === 0 || !raw.includes('$${')) return undefined
  const closed = referencesIn(raw)
  const open = [...raw.matchAll(/\$\$\{/g)].find(
    ({ index }) => !closed.some(({ start, end }) => index >= start && index < end),
  )
  if (open === undefined) return undefined
  return {
    what: 'a "$${" without its "}" on the same line stays as it is',
    hint: 'Close the reference, or write &#36; for its second $.',
    into: open.index,
  }
}

function markupInVariable({ changed }: JudgedLine): Finding | undefined {
  const [first] = changed
  if (first === undefined) return undefined
  return {
    what: `the value of $\${${decodeBytes(first.name)}} changes the markup around it`,
    hint: 'Keep quotes, < and > out of variables.',
  }
}

function nulByte({ cut }: JudgedLine): Finding | undefined {
  if (!cut) return undefined
  return { what: 'a NUL byte ends this line: FreeSWITCH loses the rest of it', hint: 'Remove the NUL byte.' }
}

/** Beyond this FreeSWITCH breaks a line in two and loses a byte (switch_utils.c:888-935). */
const MAX_LINE = 1_048_574

function longLine({ raw }: JudgedLine): Finding | undefined {
  if (raw.length <= MAX_LINE) return undefined
  return { what: 'FreeSWITCH breaks lines of more than 1 MiB', hint: 'Break the line yourself.' }
}

function diagnose({ file, start, raw }: JudgedLine, { what, hint }: Finding): Diagnostic {
  const length = raw.replace(/[\r\n]+$/, '').length
  return {
    code: 'GW202',
    severity: 'warning',
    message: `${file}: ${what}`,
    hint,
    at: { file, offset: start, length },
  }
}
