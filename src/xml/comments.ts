/** Whether an offset lies inside one of the comments (start, end, start, end ..., in order). */
export function isInComment(comments: readonly number[], at: number): boolean {
  let low = 0
  let high = comments.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (Number(comments[2 * middle + 1]) <= at) low = middle + 1
    else high = middle
  }
  const start = comments[2 * low]
  return start !== undefined && start < at
}
