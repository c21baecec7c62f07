/** Pixels between cards, and the width that a card has at least. */
export const gap = 18
export const narrowest = 260

/** Whole rows wherever there are one to four, six or eight columns. */
const PART = 24

/** A part has one at least. */
type NonEmpty<T> = readonly [T, ...T[]]

/** A long list in parts that are drawn when they come into view: the whole of a thousand cards takes a second. */
export function parts<T>(list: readonly T[]): NonEmpty<T>[] {
  const found: NonEmpty<T>[] = []
  for (let from = 0; from < list.length; from += PART) {
    const [first, ...others] = list.slice(from, from + PART)
    if (first !== undefined) found.push([first, ...others])
  }
  return found
}

/** Columns of cards that a width has room for. */
export function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width + gap) / (narrowest + gap)))
}
