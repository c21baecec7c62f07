/** Numbers count as numbers wherever they stand in a name. */
const natural = new Intl.Collator('en', { numeric: true })

const ONE_NUMBER = /^(\D*)0*(\d+)(\D*)$/

/** Names in the order in which people count: 2 before 10, and equal numbers by their spelling. */
export function inNaturalOrder(names: readonly string[]): string[] {
  return byOneNumber(names) ?? [...names].sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1))
}

/**
 * The same for names that differ in one number alone, as those of most recordings do; null for others. Ten times as
 * fast, which counts with 200,000 pictures.
 */
function byOneNumber(names: readonly string[]): string[] | null {
  const [, start, , end] = ONE_NUMBER.exec(names[0] ?? '') ?? []
  const parts: { name: string; digits: string }[] = []
  for (const name of names) {
    const found = ONE_NUMBER.exec(name)
    if (!found || found[1] !== start || found[3] !== end) return null
    parts.push({ name, digits: found[2] ?? '' })
  }
  // Without leading zeros the longer number is the larger one; nanoseconds since 1970 are too long for numbers.
  parts.sort((a, b) => a.digits.length - b.digits.length || compare(a.digits, b.digits) || compare(a.name, b.name))
  return parts.map(({ name }) => name)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
