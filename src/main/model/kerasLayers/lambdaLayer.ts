import type { Pads } from '../graph.ts'
import { readLambda, type Slice, type Subscript } from '../lambda.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'

/** Lambda layers: slices of the input, scaled and shifted. */
const lambda: LayerImporter = (call) => {
  const read = readLambda(call.layer.config)
  if ('why' in read) {
    return call.refuse(
      `runs Python code that Lanegaze cannot read (${read.why})`,
      'save the model with a Rescaling layer in its place, or without it and with its arithmetic in the recipe'
    )
  }
  const cut = read.subscripts.reduce((value, subscript, i) => subscripted(call, value, subscript, i + 1), call.input)
  const scale = Float32Array.of(read.scale)
  const offset = Float32Array.of(read.offset)
  return call.emit({ type: 'affine', scale, offset }, [cut], cut.shape, { channelsFirst: cut.channelsFirst })
}

/** x[…] in Keras's order of axes, the batch first. */
function subscripted(call: LayerCall, value: Value, subscript: Subscript, place: number): Value {
  const rank = value.shape.length + 1
  const at = subscript.indexOf('ellipsis')
  const named = subscript.filter((part) => part !== 'ellipsis')
  const all: Slice = { start: null, stop: null, step: null }
  const before = at < 0 ? named : named.slice(0, at)
  const after = at < 0 ? [] : named.slice(at)
  if (named.length > rank) call.refuse('slices more axes than its input has', 'save the model again')
  const middle = Array.from({ length: rank - named.length }, () => all)
  const [batch, ...axes] = [...before, ...middle, ...after]
  if (batch!.start !== null || batch!.stop !== null || batch!.step !== null) {
    call.refuse('slices the batch', 'save the model without it')
  }
  return axes.reduce((result, slice, i) => cut(call, result, i + 1, slice, `slice-${place}-${i + 1}`), value)
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

export const lambdaLayers: Record<string, LayerImporter> = { Lambda: lambda }
