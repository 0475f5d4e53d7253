import { displayWidth } from './display-width.ts'

/**
 * A text that takes no more columns of a terminal than there are: both ends of a name tell it from others
 * (`external/very-lo…ier-17`), and a line may end with what counts.
 *
 * @param width  columns, 1 or more
 */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const characters = Array.from(text)
  let [head, tail] = [characters.length, 0]
  const joined = (): string =>
    `${characters.slice(0, head).join('')}…${characters.slice(characters.length - tail).join('')}`
  head = tail = Math.floor(characters.length / 2)
  while (displayWidth(joined()) > width) {
    if (head > tail) head -= 1
    else tail -= 1
  }
  return joined()
}
