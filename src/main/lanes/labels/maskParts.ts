import type { Size } from './frameLabel.ts'

/** A picture of yes and no: row-major [height, width], 0 or 1. */
export interface Mask extends Size {
  data: Uint8Array
}

/** Neighbouring pixels of one row: columns from..to-1. */
export interface Run {
  row: number
  from: number
  to: number
}

/** A connected part of a mask: its runs from the top down, and its area in pixels. */
export interface MaskPart {
  runs: Run[]
  area: number
}

/** The connected parts of a mask (8 neighbours), largest first. One pass over the rows, with a union-find over runs. */
export function maskParts({ data, width, height }: Mask): MaskPart[] {
  const runs: Run[] = []
  const parent: number[] = []
  const root = (i: number): number => {
    let at = i
    while (parent[at]! !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  let [aboveFrom, aboveTo] = [0, 0]
  for (let row = 0; row < height; row++) {
    const first = runs.length
    let above = aboveFrom
    for (let x = 0; x < width; x++) {
      if (data[row * width + x] === 0) continue
      const from = x
      while (x < width && data[row * width + x] !== 0) x++
      const self = runs.push({ row, from, to: x }) - 1
      parent.push(self)
      while (above < aboveTo && runs[above]!.to < from) above++
      for (let i = above; i < aboveTo && runs[i]!.from <= x; i++) parent[root(i)] = root(self)
    }
    ;[aboveFrom, aboveTo] = [first, runs.length]
  }
  const parts = new Map<number, MaskPart>()
  runs.forEach((run, i) => {
    const key = root(i)
    const part = parts.get(key) ?? { runs: [], area: 0 }
    part.runs.push(run)
    part.area += run.to - run.from
    parts.set(key, part)
  })
  return [...parts.values()].sort((a, b) => b.area - a.area)
}
