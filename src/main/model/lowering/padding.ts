import { chosen, cut, joined } from './arrangement.ts'
import type { OperatorCall } from './call.ts'
import { framed } from './margins.ts'
import { roomFor } from './room.ts'
import { sizesOf, type Value } from './value.ts'

/**
 * What stands around a tensor: one number, its own numbers mirrored at the first and the last ('symmetric' with these
 * themselves), or these repeated.
 */
export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'edge'

/** How many numbers before and after an axis, which counts the batch; less than none are cut off. */
export interface Sides {
  axis: number
  before: number
  after: number
}

/** A tensor with something around it. */
export function padded(
  call: OperatorCall,
  sides: readonly Sides[],
  { mode, fill }: { mode: PadMode; fill: number } = { mode: 'constant', fill: 0 }
): Value {
  const input = call.anyValue(0)
  const stated = sides.filter(({ before, after }) => before !== 0 || after !== 0)
  if (mode === 'constant') return withNumber(call, input, stated, fill)
  return stated.reduce((value, { axis: place, before, after }) => {
    const axis = call.axisOf(place, value)
    const length = sizesOf(value)[axis]!
    const inside = cutOff(call, value, axis, before, after)
    const skipped = mode === 'reflect' ? 1 : 0
    roomFor([Math.max(before, after)])
    if (mode !== 'edge' && Math.max(before, after) + skipped > length) {
      call.refuse(`mirrors ${Math.max(before, after)} of ${length} numbers`, 'pad by less')
    }
    const inwards = (count: number): number[] =>
      Array.from({ length: Math.max(0, count) }, (_, i) => (mode === 'edge' ? 0 : i + skipped))
    const [first, last] = [inwards(before).reverse(), inwards(after).map((i) => length - 1 - i)]
    const around = (places: number[]): Value[] => (places.length > 0 ? [chosen(call, value, axis, places)] : [])
    return joined(call, [...around(first), inside, ...around(last)], place)
  }, input)
}

function withNumber(call: OperatorCall, input: Value, sides: readonly Sides[], fill: number): Value {
  // Around a picture it is a node of its own.
  const isPicture = input.shape.length === 3 && sides.every(({ axis }) => input.axes[call.axisOf(axis, input)] !== 2)
  if (isPicture && fill === 0 && sides.every(({ before, after }) => before >= 0 && after >= 0)) {
    return aroundPicture(call, input, sides)
  }
  return sides.reduce((value, { axis: place, before, after }) => {
    const axis = call.axisOf(place, value)
    const inside = cutOff(call, value, axis, before, after)
    const around = (length: number): Value[] => {
      if (length <= 0) return []
      const shape = inside.shape.map((size, at) => (at === inside.axes[axis] ? length : size))
      const data = new Float32Array(roomFor(shape)).fill(fill)
      return [call.emit({ type: 'constant', value: { shape, data } }, [], shape, { step: 'fill', like: inside })]
    }
    return joined(call, [...around(before), inside, ...around(after)], place)
  }, input)
}

/** Negative sides are pixels that go. */
function cutOff(call: OperatorCall, value: Value, axis: number, before: number, after: number): Value {
  const [first, last] = [Math.max(0, -before), Math.max(0, -after)]
  return cut(call, value, axis, first, sizesOf(value)[axis]! - first - last, 'inside')
}

function aroundPicture(call: OperatorCall, value: Value, stated: readonly Sides[]): Value {
  const sides: [number, number, number, number] = [0, 0, 0, 0]
  for (const { axis, before, after } of stated) {
    const at = value.axes[call.axisOf(axis, value)]!
    sides[at === 0 ? 0 : 3] = before
    sides[at === 0 ? 2 : 1] = after
  }
  if (sides.every((side) => side === 0)) return value
  return framed(call, value, sides)
}
