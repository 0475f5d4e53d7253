/** `1 file`, `2 files`: for words whose plural takes an s. */
export function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
