/** The beginning of a text that is longer than `most` characters, and how many are left out. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  const isSplit = /[\ud800-\udbff]/.test(text.charAt(most - 1))
  const end = isSplit ? most - 1 : most
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}
