/**
 * The places of the longest part of a list of times that never goes back (of several, one that ends earliest). What is
 * left out are the odd ones: a stamp from the future as well as one from the past. null is a time that is missing.
 */
export function risingTimes(times: readonly (bigint | null)[]): number[] {
  // Of each length of such a part, the place where the one with the earliest end ends.
  const ends: number[] = []
  const before = new Int32Array(times.length).fill(-1)
  const timeAt = (place: number): bigint => times[place] ?? 0n
  times.forEach((time, place) => {
    if (time === null) return
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (timeAt(ends[middle] ?? 0) <= time) low = middle + 1
      else high = middle
    }
    before[place] = low > 0 ? (ends[low - 1] ?? -1) : -1
    ends[low] = place
  })
  const rising: number[] = []
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place] ?? -1) rising.push(place)
  return rising.reverse()
}
