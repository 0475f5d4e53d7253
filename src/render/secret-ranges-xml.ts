import type { Range } from '../model/plan.ts'
import { SECRET_WORD } from '../model/secret-words.ts'

/** The secrets of an XML text: `value` and `data` of every tag that names one, and the text of such an element. */
export function findXmlSecrets(text: string): readonly Range[] {
  const ranges: Range[] = []
  const word = new RegExp(SECRET_WORD, 'gi')
  for (let found = word.exec(text); found !== null; found = word.exec(text)) {
    const open = Math.max(text.lastIndexOf('<', found.index), 0)
    const next = text.indexOf('<', word.lastIndex)
    const close = next < 0 ? text.length : next
    ranges.push(...secretsOfTag(text, open, close))
    word.lastIndex = Math.max(word.lastIndex, close)
  }
  return ranges
}

function secretsOfTag(text: string, open: number, close: number): Range[] {
  const ranges: Range[] = []
  const attribute = /\b(?:value|data)\s*=\s*/gi
  attribute.lastIndex = open
  for (
    let found = attribute.exec(text);
    found !== null && found.index < close;
    found = attribute.exec(text)
  ) {
    const start = attribute.lastIndex
    const end = endOfAttribute(text, start)
    if (!/^["']\$\$\{[\w.-]+\}["']$/.test(text.slice(start, end))) ranges.push({ start, end })
    attribute.lastIndex = end
  }
  return [...ranges, ...secretContent(text, open, close)]
}

/** Past the closing quote; to the end of the line when it is unquoted, unclosed or goes on oddly. */
function endOfAttribute(text: string, at: number): number {
  const lineEnd = text.indexOf('\n', at)
  const end = lineEnd < 0 ? text.length : lineEnd
  const quote = text.charAt(at)
  const closing = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1
  if (closing < 0) return end
  return /^(?:\s|\/?>)/.test(text.slice(closing + 1)) ? closing + 1 : Math.max(end, closing + 1)
}

/** `<password>text</password>` */
function secretContent(text: string, open: number, close: number): Range[] {
  const tag = text.slice(open, close)
  const end = tag.indexOf('>') + 1
  const isSecret = new RegExp(`^<[\\w:.-]{0,100}${SECRET_WORD}`, 'i').test(tag)
  return isSecret && end > 0 && tag.slice(end).trim() !== '' ? [{ start: open + end, end: close }] : []
}
