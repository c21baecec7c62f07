import { describe, expect, it } from 'vitest'
import { type GridModel, meanAroundPeak, smoothOnGrid } from '../../../src/main/lanes/gridSmoother.ts'
import { seeded } from '../../../testing/seeded.ts'

/** Posteriors by summing over every path of states: exact, and only for tiny models. */
function byEnumeration(transitions: number[][][], start: number[], likelihoods: number[][]): number[][] {
  const states = start.length
  const frames = likelihoods.length
  const sums = likelihoods.map(() => new Array<number>(states).fill(0))
  const path = new Array<number>(frames).fill(0)
  const walk = (frame: number, probability: number): void => {
    if (frame === frames) {
      path.forEach((state, f) => (sums[f]![state]! += probability))
      return
    }
    for (let state = 0; state < states; state++) {
      const step = frame === 0 ? start[state]! : transitions[frame]![path[frame - 1]!]![state]!
      path[frame] = state
      walk(frame + 1, probability * step * likelihoods[frame]![state]!)
    }
  }
  walk(0, 1)
  return sums.map((row) => {
    const whole = row.reduce((sum, value) => sum + value, 0)
    return row.map((value) => value / whole)
  })
}

/** A transition made `times` times. */
function repeated(transition: number[][], times: number): number[][] {
  if (times === 1) return transition
  const rest = repeated(transition, times - 1)
  return rest.map((row) =>
    range(row.length).map((to) => row.reduce((sum, value, by) => sum + value * transition[by]![to]!, 0))
  )
}

/** How a value drifts along an axis: one step to a neighbour, or two where it drifts far; borders hold. */
function drifting(size: number, variance: number): number[][] {
  const steps = variance > 0.5 ? 2 : 1
  const step = range(size).map((from) => {
    const row = range(size).map((to) => (Math.abs(to - from) === 1 ? variance / steps / 2 : 0))
    row[from] = 1 - row.reduce((sum, value) => sum + value, 0)
    return row
  })
  if (steps === 1) return step
  return range(size).map((from) =>
    range(size).map((to) => range(size).reduce((sum, by) => sum + step[from]![by]! * step[by]![to]!, 0))
  )
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)

describe('smoothOnGrid', () => {
  it.each([
    { dims: [4], drift: [0.3], steps: [1, 1, 1, 1, 1] },
    { dims: [5], drift: [1.2], steps: [1, 1, 1, 1, 1] },
    { dims: [2, 3], drift: [0.4, 0.9], steps: [1, 1, 1, 1] },
    { dims: [4], drift: [0.3], steps: [1, 2, 1, 5, 1] }
  ])('gives the posteriors that summing over all paths gives: $dims, $steps', ({ dims, drift, steps }) => {
    const random = seeded(2)
    const cells = dims.reduce((product, size) => product * size)
    const frames = cells > 5 ? 4 : 5
    const logs = Array.from({ length: frames }, () => Array.from({ length: cells + 1 }, () => 2 * random()))
    const weights = Array.from({ length: cells }, () => random())
    const start = weights.map((weight) => weight / weights.reduce((sum, value) => sum + value))
    const lose = 0.1
    const find = 0.2
    const model: GridModel = {
      dims,
      drift,
      lose,
      find,
      start: Float32Array.from(start),
      steps: (frame) => steps[frame]!,
      evidence: (frame, out) => out.set(logs[frame]!)
    }
    // Axes drift on their own: the first one's cells lie as many cells apart as the others have together.
    const along = dims.map((size, axis) => drifting(size, drift[axis]!))
    const apart = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1))
    const place = (cell: number, axis: number): number => Math.floor(cell / apart[axis]!) % dims[axis]!
    const transition = range(cells).map((from) => [
      ...start.map((value, to) => {
        const drifts = along.reduce((product, axis, i) => product * axis[place(from, i)]![place(to, i)]!, 1)
        return (1 - lose) * drifts + (lose / 2) * value
      }),
      lose / 2
    ])
    transition.push([...start.map((value) => find * value), 1 - find])
    const expected = byEnumeration(
      steps.map((times) => repeated(transition, times)),
      [...start, 0],
      logs.map((row) => row.map(Math.exp))
    )
    const done = smoothOnGrid(model, frames, (frame, posterior) =>
      posterior.forEach((value, state) => expect(value).toBeCloseTo(expected[frame]![state]!, 5))
    )
    expect([...done]).toEqual([frames])
  })

  it('follows a slow walk through long stretches without evidence, chunk after chunk', () => {
    const frames = 1300
    const truth = (frame: number): number => 10 + 7 * Math.sin(frame / 90)
    const seen: number[] = []
    const looked: number[] = []
    const steps = smoothOnGrid(
      {
        dims: [21],
        drift: [0.1],
        lose: 0.001,
        find: 0.1,
        start: new Float32Array(21).fill(1 / 21),
        evidence: (frame, out) => {
          looked.push(frame)
          out.fill(0)
          if (frame % 100 < 15) return
          for (let cell = 0; cell < 21; cell++) out[cell] = -0.5 * (cell - truth(frame)) ** 2
          out[21] = -3
        }
      },
      frames,
      (frame, posterior) => {
        expect(frame).toBe(seen.length)
        seen.push(meanAroundPeak(posterior, [21])[0]!)
      }
    )
    expect([...steps]).toEqual([400, 800, 1200, 1300])
    expect(seen).toHaveLength(frames)
    expect(looked).toEqual(Array.from({ length: frames }, (_, frame) => frame))
    seen.forEach((value, frame) => expect(Math.abs(value - truth(frame))).toBeLessThan(1.5))
  })
})

describe('meanAroundPeak', () => {
  it('gives the place of the peak between cells, along each axis', () => {
    const posterior = new Float32Array(3 * 4 + 1)
    posterior[1 * 4 + 2] = 0.6
    posterior[1 * 4 + 3] = 0.2
    posterior[2 * 4 + 2] = 0.2
    const [row, column] = meanAroundPeak(posterior, [3, 4])
    expect(row).toBeCloseTo(1.2, 6)
    expect(column).toBeCloseTo(2.2, 6)
  })
})
