import type { Shape } from '../../model/graph/graph.ts'
import { marksOf, numbersIn, type Rules } from './rule.ts'

/** Layers that only move numbers. */
export const layoutRules: Rules<'crop' | 'pad' | 'reshape' | 'permute' | 'concat' | 'slice' | 'pick'> = {
  crop({ op, shape, read, from }) {
    return placed(read, shape, from[0]!, [op.pads[0], op.pads[3], 0])
  },

  pad({ op, shape, read, from }) {
    return placed(read, shape, from[0]!, [-op.pads[0], -op.pads[3], 0])
  },

  reshape({ read }) {
    return read
  },

  permute({ op, shape, read, from }) {
    const strides = stridesOf(from[0]!)
    return gathered(
      read,
      shape,
      from[0]!,
      op.axes.map((axis) => strides[axis]!)
    )
  },

  concat({ op, shape, read, from }, which) {
    const before = from.slice(0, which).reduce((sum, part) => sum + part[op.axis]!, 0)
    return placed(read, shape, from[which]!, along(shape, op.axis, -before))
  },

  slice({ op, shape, read, from }) {
    return placed(read, shape, from[0]!, along(shape, op.axis, op.from))
  },

  pick({ op, read, from }) {
    const marks = marksOf(from[0]!)
    marks[op.index] = read[0]!
    return marks
  }
}

function along(shape: Shape, axis: number, by: number): number[] {
  return shape.map((_, i) => (i === axis ? by : 0))
}

/** Row-major: how far apart neighbours along each axis lie. */
function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => numbersIn(shape.slice(axis + 1)))
}

/** Marks of a tensor that lies in one of shape `to`, or around it, moved by so many along each axis. */
function placed(read: Uint8Array, shape: Shape, to: Shape, by: readonly number[]): Uint8Array {
  const marks = marksOf(to)
  const strides = stridesOf(to)
  eachMark(read, shape, (places) => {
    let at = 0
    for (let axis = 0; axis < places.length; axis++) {
      const place = places[axis]! + by[axis]!
      if (place < 0 || place >= to[axis]!) return
      at += place * strides[axis]!
    }
    marks[at] = 1
  })
  return marks
}

/** Marks of a tensor whose axes lie so far apart in one of shape `to`. */
function gathered(read: Uint8Array, shape: Shape, to: Shape, strides: readonly number[]): Uint8Array {
  const marks = marksOf(to)
  eachMark(read, shape, (places) => {
    marks[places.reduce((at, place, axis) => at + place * strides[axis]!, 0)] = 1
  })
  return marks
}

/** Calls with the place of every mark along each axis; the list is used again. */
function eachMark(read: Uint8Array, shape: Shape, call: (places: readonly number[]) => void): void {
  const places = shape.map(() => 0)
  for (let i = 0; i < read.length; i++) {
    if (read[i]) call(places)
    for (let axis = shape.length - 1; axis >= 0 && ++places[axis]! === shape[axis]; axis--) places[axis] = 0
  }
}
