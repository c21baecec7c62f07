import type { Pads } from '../graph.ts'
import type { Slice, Subscript } from '../lambda.ts'
import type { LayerCall, Value } from './layerCall.ts'

/** x[…] in Keras's order of axes, the batch first. A single place takes its axis away. */
export function subscripted(call: LayerCall, value: Value, subscript: Subscript, place: number): Value {
  const rank = value.shape.length + 1
  const at = subscript.indexOf('ellipsis')
  const named = subscript.filter((part) => part !== 'ellipsis')
  const all: Slice = { start: null, stop: null, step: null }
  const before = at < 0 ? named : named.slice(0, at)
  const after = at < 0 ? [] : named.slice(at)
  if (named.length > rank) call.refuse('slices more axes than its input has', 'save the model again')
  const middle = Array.from({ length: rank - named.length }, () => all)
  const [batch, ...axes] = [...before, ...middle, ...after]
  if (typeof batch !== 'object' || batch.start !== null || batch.stop !== null || batch.step !== null) {
    return call.refuse('slices the batch', 'save the model without it')
  }
  const first = axes[0]!
  if (value.steps) return cutSteps(call, value, value.steps, first, axes.slice(1), place)
  const result = axes.reduce<Value>(
    (part, slice, i) => cut(call, part, i + 1, rangeOf(slice), `slice-${place}-${i + 1}`),
    value
  )
  return withoutAxes(call, result, axes, place)
}

/** A single place is a slice of one. */
function rangeOf(part: Slice | number): Slice {
  return typeof part === 'number' ? { start: part, stop: part === -1 ? null : part + 1, step: null } : part
}

function withoutAxes(call: LayerCall, value: Value, axes: readonly (Slice | number)[], place: number): Value {
  if (axes.every((part) => typeof part === 'object')) return value
  const name = `slice-${place}`
  const whole = call.inKerasOrder(value, `${name}-axes`)
  const shape = whole.shape.filter((_, i) => typeof axes[i] !== 'number')
  return call.emit({ type: 'reshape' }, [whole], shape.length > 0 ? shape : [1], { step: name })
}

/** Frames of a sequence; what is taken of each of them is not looked at. */
function cutSteps(
  call: LayerCall,
  value: Value,
  steps: readonly Value[],
  first: Slice | number,
  others: readonly (Slice | number)[],
  place: number
): Value {
  const places = placesOf(rangeOf(first), steps.length)
  const found = places.map((at, i) =>
    others.reduce<Value>(
      (part, slice, axis) => cut(call, part, axis + 1, rangeOf(slice), `slice-${place}-${i + 1}-${axis + 1}`),
      steps[at]!
    )
  )
  const [one] = found
  if (!one) return call.refuse('cuts its input down to nothing', 'save the model again')
  if (typeof first === 'number') return withoutAxes(call, one, others, place)
  if (others.some((part) => typeof part === 'number')) {
    return call.refuse('takes axes of frames away', 'take a frame out first, as x[:, 0] does')
  }
  return { ...value, shape: [found.length, ...one.shape], steps: found }
}

/** One slice along one of Keras's axes. */
function cut(call: LayerCall, value: Value, kerasAxis: number, slice: Slice, step: string): Value {
  const axis = call.graphAxis(kerasAxis, value)
  const length = value.shape[axis]!
  const places = placesOf(slice, length)
  const from = places[0]
  if (from === undefined) return call.refuse('cuts its input down to nothing', 'save the model again')
  const isRun = places.every((at, i) => at === from + i)
  if (!isRun) return chosen(call, value, axis, places, step)
  if (places.length === length) return value
  const { channelsFirst } = value
  const shape = value.shape.map((size, i) => (i === axis ? places.length : size))
  if (value.shape.length !== 3 || axis === 2) {
    return call.emit({ type: 'slice', axis, from }, [value], shape, { step, channelsFirst })
  }
  const rest = length - from - places.length
  const pads: Pads = axis === 0 ? [from, 0, rest, 0] : [0, rest, 0, from]
  return call.emit({ type: 'crop', pads }, [value], shape, { step, channelsFirst })
}

/** Python's slice of a row of `length`: the places that it takes, in order. */
function placesOf({ start, stop, step }: Slice, length: number): number[] {
  const by = step ?? 1
  const [least, most] = by > 0 ? [0, length] : [-1, length - 1]
  const bound = (stated: number | null, open: number): number =>
    stated === null ? open : Math.min(Math.max(stated < 0 ? stated + length : stated, least), most)
  const first = bound(start, by > 0 ? least : most)
  const end = bound(stop, by > 0 ? most : least)
  const count = by === 0 ? 0 : Math.max(0, Math.ceil((end - first) / by))
  return Array.from({ length: count }, (_, i) => first + i * by)
}

/** Places in any order (`[..., ::-1]` turns RGB to BGR): a matrix of zeros and ones on the axis, which goes last. */
function chosen(call: LayerCall, value: Value, axis: number, places: readonly number[], step: string): Value {
  const { channelsFirst, shape } = value
  const length = shape[axis]!
  const data = new Float32Array(length * places.length)
  places.forEach((from, to) => (data[from * places.length + to] = 1))
  const op = { type: 'dense', kernel: { shape: [length, places.length], data }, bias: null } as const
  const last = shape.length - 1
  const axes = shape.map((_, i) => (i === axis ? last : i === last ? axis : i))
  const turned = (from: Value, name: string): Value => {
    if (axis === last) return from
    const sizes = axes.map((at) => from.shape[at]!)
    return call.emit({ type: 'permute', axes }, [from], sizes, { step: name, channelsFirst })
  }
  const input = turned(value, `${step}-axes`)
  const taken = call.emit(op, [input], [...input.shape.slice(0, -1), places.length], { step, channelsFirst })
  return turned(taken, `${step}-back`)
}
