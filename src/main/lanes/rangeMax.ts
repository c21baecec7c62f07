/**
 * Answers for the greatest of `length` values from one on in constant time: a sparse table of the maxima of all
 * stretches whose length is a power of two. `fill` takes the next values.
 */
export function createRangeMax(length: number): {
  fill(values: Float32Array): void
  over(length: number): (from: number) => number
} {
  const levels: Float32Array[] = []
  for (let size = 1; size <= length; size *= 2) levels.push(new Float32Array(length))
  return {
    fill: (values) => {
      levels[0]!.set(values)
      for (let level = 1; level < levels.length; level++) {
        const half = 2 ** (level - 1)
        const below = levels[level - 1]!
        for (let i = 0; i + 2 * half <= length; i++) levels[level]![i] = Math.max(below[i]!, below[i + half]!)
      }
    },
    over: (length) => {
      const level = 31 - Math.clz32(length)
      const maxima = levels[level]!
      const second = length - 2 ** level
      return (from) => Math.max(maxima[from]!, maxima[from + second]!)
    }
  }
}
