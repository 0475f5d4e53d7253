import { visible } from '../render/visible.ts'

/** The first three names, and how many there are besides. */
export function fewOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(visible).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
