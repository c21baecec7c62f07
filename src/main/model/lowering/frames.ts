import { isConstant, OperatorCall, type Operand, type OperatorImporter } from './call.ts'
import type { Constant } from './constant.ts'
import { orderOfAxes, picked, product, type Range } from './folding.ts'
import { cut, joined, sliced, transposed } from './arrangement.ts'
import { sizesOf, type Value } from './value.ts'

/**
 * Frames of a sequence, the oldest first, each a value of its own. The model sees [batch, frames, ...] or, where it leads
 * them through its layers as if they were more pictures, [batch * frames, ...].
 */
export interface Frames {
  frames: readonly Value[]
  inBatch: boolean
  /** True where they are parts of one picture that a model merged with its batch of a fixed size: see mergedRows. */
  ofPicture?: true
}

/** How an operator treats frames together; null where it does to each what it does to a picture. */
export type FramesImporter = (call: OperatorCall, given: Frames) => Operand | Frames | (Operand | Frames)[] | null

/** How frames that have an axis of their own are treated; those in the batch are like pictures. */
export function apart(importer: FramesImporter): FramesImporter {
  return (call, given) => (given.inBatch ? null : importer(call, given))
}

export function isFrames(operand: Operand | Frames | null): operand is Frames {
  return operand !== null && 'frames' in operand
}

/** Sizes as the model sees them, the batch first. */
export function framesDims(call: OperatorCall, { frames, inBatch }: Frames): number[] {
  const { batch } = call.scope
  const own = sizesOf(frames[0]!)
  return inBatch ? [batch * frames.length, ...own] : [batch, frames.length, ...own]
}

/** Frames as one operand; a single one that is in the batch is a picture like any other. */
function together(frames: readonly Value[], { inBatch, ofPicture }: Omit<Frames, 'frames'>): Operand | Frames {
  return inBatch && frames.length === 1 ? frames[0]! : { frames, inBatch, ...(ofPicture && { ofPicture }) }
}

/**
 * Imports an operator of which some operands are frames: once for each frame.
 * @param byNumber true for an operator that treats every number by itself
 * @throws InputError where it would have to work across frames in a way that is not known
 */
export function importOverFrames(
  call: OperatorCall,
  given: readonly (Operand | Frames | null)[],
  importer: OperatorImporter,
  byNumber: boolean
): Operand | Frames | (Operand | Frames)[] {
  const all = given.filter(isFrames)
  const [{ frames, inBatch, ofPicture }] = all as [Frames]
  const fits = all.every((one) => one.inBatch === inBatch && one.frames.length === frames.length)
  const isMixed = given.some((one) => one && !isFrames(one) && !isConstant(one))
  if (!fits || isMixed || !(inBatch || byNumber)) {
    return call.refuse(
      'gets a sequence of pictures',
      'lead its frames through the layers one by one, or together as x.view(n * t, c, h, w) does, or open a model of one picture'
    )
  }
  const rank = sizesOf(frames[0]!).length + 2
  const results = frames.map((_, i) => {
    const operands = given.map((one) => {
      if (isFrames(one)) return one.frames[i]!
      return one && isConstant(one) && !inBatch ? ofFrame(call, one, i, rank) : one
    })
    return importer(atFrame(call, i, operands))
  })
  const outputs = (result: Operand | Operand[]): Operand[] => (Array.isArray(result) ? result : [result])
  return outputs(results[0]!).map((_, output) => {
    const values = results.map((result) => outputs(result)[output]!)
    if (values.every(isConstant)) return values[0]!
    return together(
      values.filter((value): value is Value => !isConstant(value)),
      { inBatch, ...(ofPicture && { ofPicture }) }
    )
  })
}

/** The same call for one frame, under the name `<operator>/<frame>`. */
function atFrame(call: OperatorCall, index: number, operands: readonly (Operand | null)[]): OperatorCall {
  return new OperatorCall(call.scope, { ...call.operator, name: `${call.name}/${index + 1}` }, operands, call.place)
}

/** What a constant that meets [batch, frames, ...] of `rank` axes is to one frame. */
function ofFrame(call: OperatorCall, constant: Constant, index: number, rank: number): Constant {
  // One that ends before the axis of the frames is the same for all.
  const place = 1 - rank + constant.dims.length
  if (place < 0) return constant
  const at = constant.dims[place] === 1 ? 0 : index
  return picked(call, constant, { dims: [], values: Float64Array.of(at), integer: true }, place)
}

/** Each of [batch, frames, ...] changed by itself. */
function eachFrame({ frames }: Frames, call: OperatorCall, change: (one: OperatorCall) => Value): Frames {
  return { frames: frames.map((frame, i) => change(atFrame(call, i, [frame]))), inBatch: false }
}

/** Frames in other sizes, the batch included: into the batch or out of it, side by side, or each by itself. */
export function resizedFrames(call: OperatorCall, given: Frames, sizes: readonly number[]): Operand | Frames {
  const { frames } = given
  const { batch } = call.scope
  const [first = 0, second = 0, ...rest] = sizes
  const numbers = product(sizesOf(frames[0]!))
  const each = (to: readonly number[]): Value[] =>
    frames.map((frame, i) => call.reshaped(frame, to, { step: String(i + 1) }))

  if (first === batch * frames.length && product(sizes.slice(1)) === numbers)
    return together(each(sizes.slice(1)), { ...given, inBatch: true })
  if (given.ofPicture && first !== batch) return mergedRows(call, rowsOfPicture(call, given), sizes)
  if (first !== batch || (second % frames.length !== 0 && !given.ofPicture)) {
    return call.refuse(
      `turns [${framesDims(call, given).join(', ')}] into [${sizes.join(', ')}], which mixes frames`,
      'keep the batch axis first and the frames behind it'
    )
  }
  if (given.ofPicture) return call.reshaped(rowsOfPicture(call, given), sizes.slice(1))
  if (sizes.length === 5 && second === frames.length) return together(each(rest), { inBatch: false })
  return joined(call, each([second / frames.length, ...rest]), 1)
}

/** [batch, frames, ...] with the axes behind these two in another order. */
export function transposedFrames(call: OperatorCall, given: Frames, stated: readonly number[]): Operand | Frames {
  const order = orderOfAxes(call, framesDims(call, given).length, stated)
  if (order[0] !== 0 || order[1] !== 1) {
    call.refuse('moves the axis of the frames', 'export the model with [batch, frames, ...] throughout')
  }
  const own = [0, ...order.slice(2).map((axis) => axis - 1)]
  return eachFrame(given, call, (one) => transposed(one, own))
}

/** The part of [batch, frames, ...] within ranges along axes that count the batch. */
export function slicedFrames(call: OperatorCall, given: Frames, ranges: readonly Range[]): Operand | Frames {
  const along = ranges.find(({ axis }) => axis === 1)
  const frames = along
    ? Array.from(
        { length: Math.min(along.size, given.frames.length) },
        (_, i) => given.frames[along.start + i * along.step]!
      )
    : given.frames
  if (frames.some((frame) => !frame)) call.refuse('takes frames that there are not', 'export the model again')
  if (frames.length === 0) return call.refuse('cuts every frame away', 'export the model again')
  const rest = ranges
    .filter(({ axis }) => axis !== 1)
    .map((range) => ({ ...range, axis: range.axis > 1 ? range.axis - 1 : range.axis }))
  return rest.length === 0
    ? { frames, inBatch: false }
    : eachFrame({ frames, inBatch: false }, call, (one) => sliced(one, one.value(0), rest))
}

/** The frames at these places of [batch, frames, ...]; a single place gives that frame as a picture. */
export function takenFrames(call: OperatorCall, { frames }: Frames, { dims, values }: Constant): Operand | Frames {
  const found = Array.from(values, (place) => frames.at(place)).filter((frame) => frame !== undefined)
  if (found.length === 0 || found.length < values.length) {
    return call.refuse('takes frames that there are not', 'export the model again')
  }
  return dims.length === 0 ? found[0]! : { frames: found, inBatch: false }
}

/** [batch, frames, ...] in parts of so many frames. */
export function splitFrames({ frames }: Frames, counts: readonly number[]): Frames[] {
  let from = 0
  return counts.map((count) => {
    from += count
    return { frames: frames.slice(from - count, from), inBatch: false }
  })
}

/** So many parts of a picture at most are led through the layers one by one. */
const mostRows = 64

/**
 * A picture of a batch of a fixed size in other sizes, of which the first counts the batch with some axes of the picture: its
 * parts, each a value of its own, as nothing of the batch may be mixed.
 * @throws InputError where the batch is mixed, or the parts are many
 */
export function mergedRows(call: OperatorCall, value: Value, sizes: readonly number[]): Frames {
  const { batch } = call.scope
  const [first = 0, ...rest] = sizes
  const count = first / batch
  if (value.batchAt !== 0 || !Number.isInteger(count) || count < 1) {
    call.refuse(`turns a batch of pictures into [${sizes.join(', ')}], which mixes them`, 'keep the batch axis first')
  }
  if (count > mostRows) {
    call.refuse(
      `merges a batch of ${batch} pictures with ${count} parts of each`,
      'export the model for one picture at a time'
    )
  }
  const whole = call.reshaped(value, [count, product(rest)], { step: 'parts' })
  const frames = Array.from({ length: count }, (_, i) =>
    call.reshaped(cut(call, whole, 0, i, 1, `part-${i + 1}`), rest, { step: String(i + 1) })
  )
  return { frames, inBatch: true, ofPicture: true }
}

/** The parts of a picture as one value, [parts, ...] as the model sees each. */
export function rowsOfPicture(call: OperatorCall, { frames }: Frames): Value {
  const rows = frames.map((frame, i) => call.reshaped(frame, [1, ...sizesOf(frame)], { step: `row-${i + 1}` }))
  return joined(call, rows, 1)
}
