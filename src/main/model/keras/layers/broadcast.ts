import type { Value } from '../../lowering/value.ts'
import type { LayerCall } from './layerCall.ts'

/** Sizes that meet as NumPy broadcasts: those of 1 grow, missing ones in front are 1. null where they do not fit. */
function commonShape(shapes: readonly (readonly number[])[]): number[] | null {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  const sizes = Array.from({ length: rank }, (_, axis) =>
    shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).filter((size) => size !== 1)
  )
  return sizes.every((own) => new Set(own).size <= 1) ? sizes.map(([size]) => size ?? 1) : null
}

/**
 * Inputs of one shape, so that they can be joined number by number: with the same order of axes, and repeated along axes
 * of 1.
 * @throws InputError where their shapes do not fit
 */
export function broadcast(call: LayerCall, values: readonly Value[]): Value[] {
  const [first] = values
  if (!first) return []
  const isAlike = values.every(({ axes }) => axes.join() === first.axes.join())
  const arranged = isAlike ? values : values.map((value, i) => call.inKerasOrder(value, `axes-${i}`))
  const shape = commonShape(arranged.map((value) => value.shape))
  if (!shape) {
    const shapes = values.map((value) => `[${value.shape.join(', ')}]`).join(' and ')
    return call.refuse(`combines tensors of different shapes, ${shapes}`, 'save a model in which they fit')
  }
  return arranged.map((value, i) => repeated(call, value, shape, `repeat-${i}`))
}

function repeated(call: LayerCall, value: Value, shape: readonly number[], step: string): Value {
  const missing = shape.length - value.shape.length
  const ones = [...new Array<number>(missing).fill(1), ...value.shape]
  const grown = shape.flatMap((size, axis) => (size === ones[axis] ? [] : [axis]))
  if (missing === 0 && grown.length === 0) return value
  if (shape.length === 3 && grown.join() === '0,1') {
    const vector = call.emit({ type: 'reshape' }, [value], [shape[2]!], { step: `${step}-vector` })
    return call.emit({ type: 'broadcast', factor: 1 }, [vector], shape, { step, like: value })
  }
  const whole = missing > 0 ? call.emit({ type: 'reshape' }, [value], ones, { step: `${step}-rank` }) : value
  return grown.reduce((result, axis) => alongAxis(call, result, axis, shape[axis]!, `${step}-${axis}`), whole)
}

/** Repeating along one axis of 1 is a matrix of ones on it; any but the last axis changes places with it. */
function alongAxis(call: LayerCall, value: Value, axis: number, length: number, step: string): Value {
  const { shape } = value
  const ones = { shape: [1, length], data: new Float32Array(length).fill(1) }
  const last = shape.length - 1
  const op = { type: 'dense', kernel: ones, bias: null } as const
  if (axis === last) return call.emit(op, [value], [...shape.slice(0, -1), length], { step, like: value })
  const axes = shape.map((_, i) => (i === axis ? last : i === last ? axis : i))
  const turned = axes.map((at) => shape[at]!)
  const there = call.emit({ type: 'permute', axes }, [value], turned, { step: `${step}-axes` })
  const wide = call.emit(op, [there], [...turned.slice(0, -1), length], { step: `${step}-ones` })
  const back = axes.map((at) => wide.shape[at]!)
  return call.emit({ type: 'permute', axes }, [wide], back, { step, like: value })
}
