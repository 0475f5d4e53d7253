import { createRandom } from '../support/seeded-random.ts'

/** How many secrets there are before a rotation, and how many after it. */
export const COUNT = 200
/** The places of one gateway where a secret stands. */
const PLACES = 4

/** Each row: characters that take the same room in every writing (XML, JSON, a URL, UTF-8). */
const ALIKE = [
  '<>',
  '/?',
  '.-_~',
  '*!',
  '()',
  'äöü',
  'ëïÿ',
  '漢字語',
  '🙂🙃😀',
  '"',
  '&',
  "'",
  '%',
  '$',
  '#',
] as const
const LETTERS = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNOPQRSTUVWXYZ'

/** Secrets before and after a rotation, in sets of four a gateway: password, username, auth-username, variable. */
export interface Canaries {
  readonly old: readonly string[]
  readonly new: readonly string[]
}

/**
 * Secrets of the same shapes whatever `seed` is: what depends on one of them in any way but its
 * shape is different for two seeds. Every tenth has one character, every tenth is part of a host name.
 */
export function makeCanaries(seed: number): Canaries {
  const [old, fresh] = [shaped(seed), shaped(seed + 1000)]
  // A rotation that changes nothing would be no change in the one and a change in the other.
  return { old, new: fresh.map((each, at) => (each === old[at] ? another(each) : each)) }
}

function shaped(seed: number): string[] {
  const random = createRandom(seed)
  const pick = (from: string): string => {
    const characters = [...from]
    return characters[Math.floor(random() * characters.length)] ?? ''
  }
  return Array.from({ length: COUNT }, (_, at) => {
    // Where a line stands in a sorted list hangs on these places: they are told apart by more than one character.
    if (at % PLACES === 0 && at % 20 === 0) return pick(LETTERS)
    const body = Array.from({ length: 11 }, () => pick(LETTERS)).join('')
    if (at % PLACES !== 0 && at % PLACES !== 3) return body
    if (at % 10 === 7) return body
    const row = (n: number): string => pick(ALIKE[n % ALIKE.length] ?? '')
    return `${row(at)}${body}${row(at * 7 + 3)}`
  })
}

function another(letter: string): string {
  return LETTERS[(LETTERS.indexOf(letter) + 1) % LETTERS.length] ?? ''
}

/** All ways in which a text may be written into another one. */
export function writingsOf(secret: string): string[] {
  const xml = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  const numeric = secret.replace(/[&<>"'$]/g, (each) => `&#${each.charCodeAt(0)};`)
  const bytes = Buffer.from(secret).toString('latin1')
  const json = JSON.stringify(secret).slice(1, -1)
  return [
    ...new Set([secret, xml, numeric, bytes, json, encodeURIComponent(secret), base64]),
    Buffer.from(secret).toString('hex'),
    ...(secret.match(/[A-Za-z]{11}/) ?? []),
  ]
}
