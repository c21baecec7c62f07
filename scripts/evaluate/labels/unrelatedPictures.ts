/** Neighbours of a drive differ by less than this part of what any two of its pictures do: 0.6 at four pictures a second. */
const RELATED = 0.7
/** Levels, of 255, by which the blocks of neighbours may differ wherever a car stands or the road is even. */
const STILL = 3
/** As many pictures stand for all of them where any two are compared. */
const COMPARED = 64

/**
 * Whether the pictures of a folder are no drive: neighbours are then no more alike than any two. One picture, or two, are none.
 * @param glances one a picture, all of one length, 0..255
 */
export function areUnrelated(glances: readonly Uint8Array[]): boolean {
  if (glances.length < 3) return true
  const neighbours = mean(glances.slice(1).map((glance, i) => difference(glance, glances[i]!)))
  const step = Math.max(1, glances.length / COMPARED)
  const some = Array.from({ length: Math.min(COMPARED, glances.length) }, (_, i) => glances[Math.floor(i * step)]!)
  const any = mean(some.flatMap((one, i) => some.slice(i + 1).map((other) => difference(one, other))))
  return neighbours > STILL && neighbours > RELATED * any
}

function difference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / one.length
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
