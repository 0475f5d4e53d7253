/** Where one attribute stands; a mutable record that the scanner uses again and again. */
export interface AttributeSpan {
  nameStart: number
  nameEnd: number
  valueStart: number
  valueEnd: number
  /** '' for a value that FreeSWITCH does not see: none, or one without quotes. */
  quote: '"' | "'" | ''
  /** Where the next attribute begins; -1 when the closing quote is missing. */
  next: number
}

/**
 * Reads the attribute that begins at `at` into `span`; false at `/`, `>` and the end of the text.
 * `name=value` without quotes makes an empty attribute `name` and another one called `value`
 * (switch_xml.c:1080-1115, 1.10.12).
 */
export function nextAttribute(text: string, at: number, span: AttributeSpan): boolean {
  if (isTagEnd(text.charCodeAt(at)) || at >= text.length) return false
  let next = endOfAttributeName(text, at)
  span.nameStart = at
  span.nameEnd = next
  span.quote = ''
  const code = text.charCodeAt(next)
  if (code === EQUALS || isSpace(code)) {
    while (text.charCodeAt(next) === EQUALS || isBlank(text.charCodeAt(next))) next++
    const quote = text[next]
    if (quote === '"' || quote === "'") {
      const end = text.indexOf(quote, next + 1)
      span.quote = quote
      span.valueStart = next + 1
      span.valueEnd = end
      next = end < 0 ? -1 : end + 1
    }
  }
  if (span.quote === '') span.valueStart = span.valueEnd = span.nameEnd
  if (next >= 0) while (isSpace(text.charCodeAt(next))) next++
  span.next = next
  return true
}

/** One attribute of a start tag. */
export interface Attribute extends Readonly<Omit<AttributeSpan, 'next'>> {
  readonly name: string
}

/** The attributes of the start tag that begins at `start`, in order, duplicates included. */
export function readAttributes(text: string, start: number): readonly Attribute[] {
  const attributes: Attribute[] = []
  const span = newSpan()
  for (let at = startOfAttributes(text, start); nextAttribute(text, at, span); at = span.next) {
    const { nameStart, nameEnd, valueStart, valueEnd, quote } = span
    attributes.push({ name: text.slice(nameStart, nameEnd), nameStart, nameEnd, valueStart, valueEnd, quote })
  }
  return attributes
}

/**
 * A bit for the first letter of an attribute that cannot be misread: its value is in quotes, and no quote is in its name.
 * 0 for one that can. Where the bits of a tag differ, no name stands twice.
 */
export function plainInitial(text: string, span: AttributeSpan): number {
  return span.quote === '' || hasQuote(text, span) ? 0 : 1 << (text.charCodeAt(span.nameStart) & 31)
}

/** A record for `nextAttribute` to fill. */
export function newSpan(): AttributeSpan {
  return { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, quote: '', next: 0 }
}

function startOfAttributes(text: string, start: number): number {
  let at = start + 1
  while (!isSpace(text.charCodeAt(at)) && !isTagEnd(text.charCodeAt(at))) at++
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

function hasQuote(text: string, { nameStart, nameEnd }: AttributeSpan): boolean {
  for (let at = nameStart; at < nameEnd; at++) {
    const code = text.charCodeAt(at)
    if (code === 34 || code === 39) return true
  }
  return false
}

/** Where the attribute of a name stands; of several the first, as FreeSWITCH takes it. */
export function findAttribute(
  text: string,
  start: number,
  name: string,
): Readonly<AttributeSpan> | undefined {
  const span = newSpan()
  for (let at = startOfAttributes(text, start); nextAttribute(text, at, span); at = span.next)
    if (span.nameEnd - span.nameStart === name.length && text.startsWith(name, span.nameStart)) return span
  return undefined
}

const EQUALS = 61

function endOfAttributeName(text: string, from: number): number {
  let at = from
  for (
    let code = text.charCodeAt(at);
    at < text.length && code !== EQUALS && !isBlank(code) && !isTagEnd(code);
  )
    code = text.charCodeAt(++at)
  return at
}

function isTagEnd(code: number): boolean {
  return code === 47 || code === 62
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13
}

/** Also vertical tab and form feed. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}
