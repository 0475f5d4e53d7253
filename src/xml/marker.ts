import { encodeBytes } from './bytes.ts'
import type { Element } from './scan.ts'

/** The comment that says: gwctl wrote or adopted this gateway. `--` would end a comment, so it is written `-%2D`. */
export function markerText(profile: string, gateway: string): string {
  return `<!-- ${markerBody(profile, gateway)} -->`
}

/** A marker, and whether it names this very gateway: a copied file is not owned. */
export interface Marker {
  readonly start: number
  readonly end: number
  readonly own: boolean
}

/** The marker of a gateway: the first thing inside its element. */
export function findMarker(
  text: string,
  gateway: Element,
  profile: string,
  name: string,
): Marker | undefined {
  if (gateway.selfClosing) return undefined
  SPACE.lastIndex = gateway.open
  SPACE.test(text)
  const start = SPACE.lastIndex
  MARKER.lastIndex = start
  if (!MARKER.test(text)) return undefined
  const end = MARKER.lastIndex
  const body = text.slice(start + 4, end - 3).trim()
  return { start, end, own: body === encodeBytes(markerBody(profile, name)) }
}

const SPACE = /\s*/y
const MARKER = /<!--\s*gwctl: managed(?:(?!--)[^])*-->/y

function markerBody(profile: string, gateway: string): string {
  return `gwctl: managed ${`${profile}/${gateway}`.replaceAll('--', '-%2D')}`
}
