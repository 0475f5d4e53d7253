import { visible } from './visible.ts'

/** Foreign text as the content of an element or attribute: nothing in it is markup, no control character gets through. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A sentence, in which `...` is code. */
export function htmlProse(text: string): string {
  return html(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}
