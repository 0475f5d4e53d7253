import type { Range } from '../model/plan.ts'
import { decodeEntities } from '../model/entities.ts'
import { isSecretName } from '../model/secret-words.ts'
import { mergeRanges } from './secrets.ts'

/**
 * Names of the params and variables of a gateway whose values came from secrets; of the settings of a
 * profile for `settingsPlace(profile)`, in lower case.
 */
export type SecretNames = (place: string) => ReadonlySet<string>

/** How the settings of a profile are called beside gateways, whose names hold no slash; without a profile: those of any. */
export function settingsPlace(profile = ''): string {
  return `${profile}/`
}

/**
 * Where a file holds values that must never be shown, by place: the values of params, variables and
 * preprocessor settings with a name like a password's, those of params and variables that are
 * known to come from secrets, and what follows such a name in a comment. It works on characters,
 * since the file may belong to somebody else and be odd: rather too much than too little.
 */
export function findSecretValues(text: string, names: SecretNames): readonly Range[] {
  const ranges: Range[] = []
  // A file of settings alone may be included by any profile.
  let settings = settingsPlace()
  let known = names(settings)
  for (const found of text.matchAll(TAG_OR_COMMENT)) {
    const element = group(found, 1)
    const attributes = group(found, 2)
    const at = found.index + 1 + element.length
    switch (element.toLowerCase()) {
      case '':
        ranges.push(...inComment(found[0], found.index))
        break
      case 'gateway':
        known = names(readAttributes(attributes, at).get('name')?.text ?? '')
        break
      case 'profile':
        settings = settingsPlace(readAttributes(attributes, at).get('name')?.text)
        break
      case 'settings':
        known = names(settings)
        break
      case 'x-pre-process':
        ranges.push(...inSetting(readAttributes(attributes, at).get('data')))
        break
      default:
        ranges.push(...inNamed(readAttributes(attributes, at), known))
    }
  }
  return mergeRanges(ranges)
}

const TAG_OR_COMMENT =
  /<(profile|settings|gateway|param|variable|x-pre-process)\b((?:[^<>"']|"[^"]*"|'[^']*')*)|<!--[^]*?-->/gi
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** `password: hunter2`, as people note it in comments. */
const NOTED = /(?:pass(?:word|wd|phrase)?|pwd?|secret|token)\s*[:=]\s*["']?([^\s"'<>]+)/gi

/** What a group of a pattern matched; nothing where it took no part. */
function group(found: RegExpExecArray, index: number): string {
  return found[index] ?? ''
}

interface Attribute {
  readonly text: string
  readonly start: number
  readonly end: number
}

function readAttributes(attributes: string, at: number): Map<string, Attribute> {
  const read = new Map<string, Attribute>()
  for (const found of attributes.matchAll(ATTRIBUTE)) {
    const name = group(found, 1)
    const raw = group(found, 2) + group(found, 3)
    const end = at + found.index + found[0].length - 1
    if (!read.has(name)) read.set(name, { text: decodeEntities(raw), start: end - raw.length, end })
  }
  return read
}

function inNamed(attributes: ReadonlyMap<string, Attribute>, known: ReadonlySet<string>): Range[] {
  const name = attributes.get('name')?.text.trim() ?? ''
  const value = attributes.get('value')
  if (value === undefined) return []
  return isSecretName(name) || known.has(name) || known.has(name.toLowerCase())
    ? [rangeOf(value)]
    : inUri(value)
}

/** `sip:user:password@host`: what stands between the colon and the at sign. */
function inUri({ text, start }: Attribute): Range[] {
  const found = /^(sips?:[^:@]*:)([^@]+)@/i.exec(text)
  if (found === null) return []
  const from = start + group(found, 1).length
  return [{ start: from, end: from + group(found, 2).length }]
}

/** `data="acme_password=..."`: what stands behind the equals sign. */
function inSetting(data: Attribute | undefined): Range[] {
  const equals = data?.text.indexOf('=') ?? -1
  if (data === undefined || equals < 0 || !isSecretName(data.text.slice(0, equals))) return []
  return [{ start: data.start + equals + 1, end: data.end }]
}

function inComment(comment: string, at: number): Range[] {
  return [...comment.matchAll(NOTED)].map((found) => {
    const end = at + found.index + found[0].length
    return { start: end - group(found, 1).length, end }
  })
}

function rangeOf({ start, end }: Attribute): Range {
  return { start, end }
}
