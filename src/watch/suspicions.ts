/**
 * What a look showed otherwise than the events: to be believed when the next look shows it again and no event of it
 * has come in between.
 */
export class Suspicions {
  #last = new Map<string, string>()
  #now = new Map<string, string>()

  /** Whether the last look showed the same of this key; it is remembered for the next one otherwise. */
  confirm(key: string, what: string): boolean {
    if (this.#last.get(key) === what) return true
    this.#now.set(key, what)
    return false
  }

  /** An event of this key has come. */
  clear(key: string): void {
    this.#last.delete(key)
    this.#now.delete(key)
  }

  /** The look is over. */
  next(): void {
    this.#last = this.#now
    this.#now = new Map()
  }

  forget(): void {
    this.next()
    this.next()
  }
}
