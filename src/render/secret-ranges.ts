import type { Range } from '../model/plan.ts'
import { findXmlSecrets } from './secret-ranges-xml.ts'
import { SECRET_WORD } from '../model/secret-words.ts'

/**
 * Where a source text holds values that must not be shown, by the names beside them: the value of
 * every key or parameter named like a password, secret or token.
 *
 * The text may be too broken to parse, which is why it is being shown. So this works on characters
 * and rather hides too much: to the end of the line, and the lines that may continue the value.
 *
 * @returns ascending ranges; they may overlap
 */
export function findSecrets(file: string, text: string): readonly Range[] {
  const isXml = /\.xml$/i.test(file) || /^\s*</.test(text.slice(0, 200))
  return isXml ? findXmlSecrets(text) : findYamlSecrets(text)
}

function findYamlSecrets(text: string): readonly Range[] {
  const ranges: Range[] = []
  const word = new RegExp(`${SECRET_WORD}|value`, 'gi')
  for (let found = word.exec(text); found !== null; found = word.exec(text)) {
    const valueAt = valueAfterKey(text, word.lastIndex)
    if (valueAt === undefined) continue
    if (found[0].toLowerCase() === 'value' && !standsBesideSecretName(text, found.index)) continue
    const range = { start: valueAt, end: endOfValue(text, valueAt, columnOfKey(text, found.index)) }
    if (!isReference(text.slice(range.start, range.end))) ranges.push(range)
  }
  return ranges
}

/** The offset just after `key:` and its blanks, when the word that ends at or after `from` is a key. */
function valueAfterKey(text: string, from: number): number | undefined {
  const rest = /[\w.-]{0,200}["']?[ \t]*(?:\r?\n[ \t]*)?:[ \t]*/y
  rest.lastIndex = from
  return rest.test(text) ? rest.lastIndex : undefined
}

/** `{ name: sip_auth_password, value: ... }`: the name that tells what the value is may stand a line away. */
function standsBesideSecretName(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at) + 1
  const from = Math.max(text.lastIndexOf('\n', lineStart - 2) + 1, at - 500)
  const lineEnd = endOfLine(text, at)
  const beside = text.slice(from, Math.min(endOfLine(text, lineEnd + 1), at + 500))
  return new RegExp(`name["']?\\s*:\\s*["']?[\\w.:-]{0,100}${SECRET_WORD}`, 'i').test(beside)
}

function columnOfKey(text: string, at: number): number {
  const before = text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 500), at)
  return before.search(/["']?[\w.-]*$/)
}

function endOfValue(text: string, at: number, keyColumn: number): number {
  const quote = text.charAt(at)
  if (quote !== '"' && quote !== "'") return endOfPlain(text, at, keyColumn)
  const closed = closeQuote(text, at, quote)
  // Text after the closing quote is an error, and may be the rest of a value with a quote in it.
  const follows = text.slice(closed, endOfLine(text, closed))
  return /^[ \t]*(?:[,}\]#].*)?$/.test(follows) ? closed : endOfLine(text, closed)
}

/** Past the closing quote; the end of the text when there is none. */
function closeQuote(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at++) {
    if (quote === '"' && text.charAt(at) === '\\') at++
    else if (text.charAt(at) === quote) {
      if (quote === '"' || text.charAt(at + 1) !== "'") return at + 1
      at++
    }
  }
  return text.length
}

/** To the end of the line and over the lines that are indented deeper than the key: they continue the value. */
function endOfPlain(text: string, at: number, keyColumn: number): number {
  const lineEnd = endOfLine(text, at)
  const flowEnd = endInFlow(text.slice(text.lastIndexOf('\n', at - 1) + 1, at), text.slice(at, lineEnd))
  if (flowEnd !== undefined) return at + flowEnd
  let end = lineEnd
  for (let next = end + 1; next < text.length; next = endOfLine(text, next) + 1) {
    const line = text.slice(next, endOfLine(text, next))
    const indent = line.length - line.trimStart().length
    if (line.trim() !== '' && indent <= keyColumn) break
    end = endOfLine(text, next)
  }
  return end
}

/** In `{ password: x, proxy: y }` the value ends before the next key, or before the last brackets. */
function endInFlow(before: string, value: string): number | undefined {
  if (!before.includes('{')) return undefined
  return /,\s*["']?[\w.-]+["']?\s*:\s|[ \t]*[}\]][}\],\s]*$/.exec(value)?.index
}

/** A reference is no secret; it is what the diagnostic is about. */
function isReference(value: string): boolean {
  return /^["']?\$\{(?:env|file):[^}\r\n]*\}["']?[ \t]*(?:[,}\]#][^\r\n]*)?\s*$/.test(value)
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
