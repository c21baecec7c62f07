/** Numbers count as numbers wherever they stand in a name. */
const natural = new Intl.Collator('en', { numeric: true })

const ONE_NUMBER = /^(\D*?)0*(\d+)(\D*)$/

/** Names in the order in which people count: 2 before 10, and equal numbers by their spelling. */
export function inNaturalOrder(names: readonly string[]): string[] {
  return byOneNumber(names) ?? [...names].sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1))
}

/**
 * The same for names that differ in one number alone, as those of most recordings do; null for others. It is fifty
 * times as fast, which counts with 200,000 pictures.
 */
function byOneNumber(names: readonly string[]): string[] | null {
  const [, start = '', , end = ''] = ONE_NUMBER.exec(names[0] ?? '') ?? []
  const digits: string[] = []
  for (const name of names) {
    const found = name.slice(start.length, name.length - end.length)
    if (!name.startsWith(start) || !name.endsWith(end) || !/^\d+$/.test(found)) return null
    digits.push(found)
  }
  return inTheirPlaces(names, digits) ?? byLength(names, digits)
}

/** Puts names whose numbers are all different, and leave few out, in the places that the numbers say. */
function inTheirPlaces(names: readonly string[], digits: readonly string[]): string[] | null {
  const places = digits.map(Number)
  const last = places.reduce((most, place) => Math.max(most, place), 0)
  if (last > 4 * names.length + 1000) return null
  const placed = new Array<string>(last + 1).fill('')
  for (const [i, place] of places.entries()) {
    if (placed[place] !== '') return null
    placed[place] = names[i] ?? ''
  }
  return placed.filter((name) => name !== '')
}

/** Without leading zeros the longer number is the larger one; nanoseconds since 1970 are too long to be read as numbers. */
function byLength(names: readonly string[], digits: readonly string[]): string[] {
  const parts = names.map((name, i) => ({ name, digits: (digits[i] ?? '').replace(/^0+(?=\d)/, '') }))
  parts.sort((a, b) => a.digits.length - b.digits.length || compare(a.digits, b.digits) || compare(a.name, b.name))
  return parts.map(({ name }) => name)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
