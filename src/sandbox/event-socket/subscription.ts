import type { SwitchEvent } from '../events.ts'
import { eventNameOf } from './event-names.ts'
import type { EventFormat } from './event-text.ts'

/** What a connection wants to hear. Commands add to it; the texts are replies (mod_event_socket.c:2457-2625). */
export interface Subscription {
  readonly format: EventFormat
  subscribe(words: readonly string[]): string
  unsubscribe(words: readonly string[]): string
  clear(): string
  filter(words: readonly string[]): string
  wants(event: SwitchEvent, headers: readonly (readonly [string, string])[]): boolean
}

interface Wishes {
  format: EventFormat
  /** Whether any subscription was ever made and not cleared. */
  listening: boolean
  readonly names: Set<string>
  readonly subclasses: Set<string>
  filters: [header: string, value: string][]
}

const NO_KEYWORDS = '-ERR no keywords supplied'

export function createSubscription(): Subscription {
  const wishes: Wishes = {
    format: 'plain',
    listening: false,
    names: new Set(),
    subclasses: new Set(),
    filters: [],
  }
  return {
    get format() {
      return wishes.format
    },
    subscribe: (words) => subscribe(wishes, words),
    unsubscribe: (words) => unsubscribe(wishes, words),
    clear() {
      if (!wishes.listening) return '-ERR not listening for events'
      wishes.listening = false
      wishes.names.clear()
      wishes.subclasses.clear()
      return '+OK no longer listening for events'
    },
    filter: (words) => changeFilter(wishes, words),
    wants: (event, headers) =>
      wishes.listening && isSubscribed(wishes, event) && passes(wishes.filters, headers),
  }
}

/** Every word after CUSTOM is a subclass: ordinary events have to come first. */
function subscribe(wishes: Wishes, [first, ...others]: readonly string[]): string {
  const format = FORMATS.find((each) => each === first?.toLowerCase())
  if (format !== undefined) wishes.format = format
  const words = format === undefined && first !== undefined ? [first, ...others] : others
  const { names, subclasses } = splitAtCustom(words)
  if (names.length === 0) return NO_KEYWORDS
  for (const name of names) wishes.names.add(name)
  for (const subclass of subclasses) wishes.subclasses.add(subclass)
  wishes.listening = true
  return `+OK event listener enabled ${wishes.format}`
}

const FORMATS: readonly EventFormat[] = ['plain', 'json', 'xml']

/** After CUSTOM only subclasses go, not CUSTOM itself. */
function unsubscribe(wishes: Wishes, words: readonly string[]): string {
  const { names, subclasses } = splitAtCustom(words)
  if (names.length === 0) return NO_KEYWORDS
  for (const name of names) {
    if (name === 'ALL') wishes.names.clear()
    else if (name !== 'CUSTOM') wishes.names.delete(name)
  }
  for (const subclass of subclasses) wishes.subclasses.delete(subclass)
  wishes.listening = true
  return '+OK events nixed'
}

function splitAtCustom(words: readonly string[]): { names: string[]; subclasses: string[] } {
  const custom = words.findIndex((word) => eventNameOf(word) === 'CUSTOM')
  const plain = custom < 0 ? words : words.slice(0, custom + 1)
  const names = plain.flatMap((word) => eventNameOf(word) ?? [])
  return { names, subclasses: custom < 0 ? [] : words.slice(custom + 1) }
}

function isSubscribed({ names, subclasses }: Wishes, event: SwitchEvent): boolean {
  if (names.has('ALL')) return true
  if (!names.has(event.name)) return false
  return event.name !== 'CUSTOM' || event.subclass === undefined || subclasses.has(event.subclass)
}

/** With filters, an event needs one that it matches; values compare in any letter case. */
function passes(filters: Wishes['filters'], headers: readonly (readonly [string, string])[]): boolean {
  if (filters.length === 0) return true
  return filters.some(([name, value]) =>
    headers.some(
      ([key, text]) => key.toLowerCase() === name.toLowerCase() && text.toLowerCase() === value.toLowerCase(),
    ),
  )
}

function changeFilter(wishes: Wishes, words: readonly string[]): string {
  const [first = '', second, ...rest] = words
  if (second === undefined) return '-ERR invalid syntax'
  if (first.toLowerCase() === 'delete') {
    const value = rest.join(' ')
    const matches = (header: string, text: string) =>
      header.toLowerCase() === second.toLowerCase() && (value === '' || text === value)
    wishes.filters = second === 'all' ? [] : wishes.filters.filter(([header, text]) => !matches(header, text))
    return `+OK filter deleted. [${second}][${value}]`
  }
  const [header, value] =
    first.toLowerCase() === 'add' ? [second, rest.join(' ')] : [first, [second, ...rest].join(' ')]
  wishes.filters.push([header, value])
  return `+OK filter added. [${header}]=[${value}]`
}
