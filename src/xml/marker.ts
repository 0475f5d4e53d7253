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
  MARKER.lastIndex = gateway.open
  const found = MARKER.exec(text)
  if (found === null || gateway.selfClosing) return undefined
  const end = MARKER.lastIndex
  const comment = found[1] ?? ''
  const body = comment.slice(4, -3).trim()
  return { start: end - comment.length, end, own: body === encodeBytes(markerBody(profile, name)) }
}

const MARKER = /\s*(<!--\s*gwctl: managed(?:(?!--)[^])*-->)/y

function markerBody(profile: string, gateway: string): string {
  return `gwctl: managed ${`${profile}/${gateway}`.replaceAll('--', '-%2D')}`
}
