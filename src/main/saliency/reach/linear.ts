import type { OpOf, Weights } from '../../model/graph/graph.ts'
import { marksOf, type Marks, type Rules } from './rule.ts'
import { eachPlace, eachTap, type Window } from './windows.ts'

/** Layers that multiply by weights. A weight of exactly 0 is no way: so it is that slices and resizing are written. */
export const linearRules: Rules<'conv2d' | 'conv2d-transpose' | 'dense' | 'matmul'> = {
  conv2d({ op, shape, read, from }) {
    const [channels, depth] = [shape[2]!, from[0]![2]!]
    const readBy = readers(tapsOf(op.kernel), channels, depth, (tap, input, output) =>
      weightOf(op, tap, input, output, depth, channels)
    )
    const marks = marksOf(from[0]!)
    const window = windowOf(op)
    eachPlace(shape, (y, x, at) => {
      const inputs = readBy(read, at)
      if (!inputs) return
      eachTap(window, from[0]!, [y, x], (tap, to) => {
        for (let c = 0, of = tap * depth; c < depth; c++, of++) if (inputs[of]) marks[to + c] = 1
      })
    })
    return marks
  },

  'conv2d-transpose'({ op, shape, read, from }) {
    const [channels, depth] = [shape[2]!, from[0]![2]!]
    const readBy = readers(tapsOf(op.kernel), channels, depth, (tap, input, output) =>
      weightOf(op, tap, output, input, channels, depth)
    )
    const marks = marksOf(from[0]!)
    const window = windowOf(op)
    // Each pixel of the input is spread over a window of the result.
    eachPlace(from[0]!, (y, x, at) => {
      eachTap(window, shape, [y, x], (tap, of) => {
        const inputs = readBy(read, of)
        if (!inputs) return
        for (let c = 0; c < depth; c++) if (inputs[tap * depth + c]) marks[at + c] = 1
      })
    })
    return marks
  },

  dense({ op, read, from }) {
    const [depth = 1, units = 1] = op.kernel.shape
    const readBy = readers(1, units, depth, (_, input, output) => op.kernel.data[input * units + output]!)
    const marks = marksOf(from[0]!)
    for (let row = 0; row < read.length / units; row++) {
      const inputs = readBy(read, row * units)
      if (inputs) marks.set(inputs, row * depth)
    }
    return marks
  },

  matmul({ shape, read, from, constants }, which) {
    const [n, m] = [shape.at(-2)!, shape.at(-1)!]
    const k = from[0]!.at(-1)!
    const other = constants[1 - which]
    const marks = marksOf(from[which]!)
    for (let at = 0; at < read.length; at++) {
      if (!read[at]) continue
      const [pair, i, j] = [Math.floor(at / (n * m)), Math.floor(at / m) % n, at % m]
      for (let sum = 0; sum < k; sum++) {
        const [left, right] = [(pair * n + i) * k + sum, (pair * k + sum) * m + j]
        const [own, factor] = which === 0 ? [left, right] : [right, left]
        if (other?.[factor] !== 0) marks[own] = 1
      }
    }
    return marks
  }
}

function tapsOf({ shape }: Weights): number {
  return shape[0]! * shape[1]!
}

function windowOf(op: OpOf<'conv2d'> | OpOf<'conv2d-transpose'>): Window {
  return { ...op, size: [op.kernel.shape[0]!, op.kernel.shape[1]!] }
}

/** The weight between two channels, 0 where they are of different groups; kernel [tap, narrow / groups, wide]. */
function weightOf(
  { kernel, groups = 1 }: Pick<OpOf<'conv2d'>, 'kernel' | 'groups'>,
  tap: number,
  narrow: number,
  wide: number,
  narrows: number,
  wides: number
): number {
  const size = narrows / groups
  if (Math.floor(narrow / size) !== Math.floor(wide / (wides / groups))) return 0
  return kernel.data[(tap * size + (narrow % size)) * wides + wide]!
}

/**
 * Which inputs [tap, input] the outputs that are marked from a place on are made of; null where none is marked. Most
 * places of a picture have the same outputs marked, and each set of them is gone through once.
 */
function readers(
  taps: number,
  outputs: number,
  inputs: number,
  weight: (tap: number, input: number, output: number) => number
): (read: Marks, at: number) => Marks | null {
  const known = new Map<string, Marks | null>()
  return (read, at) => {
    const marked = read.subarray(at, at + outputs)
    const key = marked.join('')
    const found = known.get(key)
    if (found !== undefined) return found
    const of = [...marked.keys()].filter((output) => marked[output])
    const isRead = (_: number, i: number): number =>
      Number(of.some((output) => weight(Math.floor(i / inputs), i % inputs, output) !== 0))
    const made = of.length === 0 ? null : new Uint8Array(taps * inputs).map(isRead)
    known.set(key, made)
    return made
  }
}
