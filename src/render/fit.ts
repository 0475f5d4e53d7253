/** As many of the items as there is room for, and how many that leaves out. */
export interface Fitted {
  readonly shown: readonly string[]
  readonly left: number
}

/** @param room  most characters that the shown ones may have together */
export function fit(items: readonly string[], room: number): Fitted {
  let used = 0
  const end = items.findIndex((item) => {
    used += item.length
    return used > room
  })
  const count = end < 0 ? items.length : end
  return { shown: items.slice(0, count), left: items.length - count }
}

/** Part of a text that is limited in length: it may take `room` characters, and takes no more. */
export interface Section {
  /** What it may take in any case; what others leave over comes on top. */
  readonly share: number
  readonly render: (room: number) => string
}

/** The sections one after the other; what one does not need the next may take. */
export function fitSections(sections: readonly Section[]): string {
  let spare = 0
  return sections
    .map(({ share, render }) => {
      const text = render(share + spare)
      spare += share - text.length
      return text
    })
    .join('')
}
