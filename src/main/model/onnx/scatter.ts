import { cut, joined, settled } from '../lowering/arrangement.ts'
import { isConstant, type Operand, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { type Folder, product } from '../lowering/folding.ts'
import type { Value } from '../lowering/value.ts'

/** ScatterND: a tensor with some of its parts replaced, as `x[:, 0] = y` is exported. */

/** More pieces than this are not put together one by one. */
const mostPieces = 512

/** The parts that are replaced, as places of [product of the axes that they are named by], and these axes' sizes. */
function replaced(call: OperatorCall, dims: readonly number[]): { picked: readonly number[]; places: number[] } {
  const { dims: shape, values } = call.constant(1)
  const depth = shape.at(-1) ?? 0
  const picked = dims.slice(0, depth)
  const places = Array.from({ length: product(shape.slice(0, -1)) }, (_, i) =>
    picked.reduce((place, size, axis) => {
      const at = values[i * depth + axis]!
      if (!(at >= -size && at < size)) call.refuse(`replaces what lies outside, at ${at} of ${size}`, 'export it again')
      return place * size + (at < 0 ? at + size : at)
    }, 0)
  )
  if (call.text('reduction', 'none') !== 'none') {
    call.refuse('adds to what is there, or compares with it', 'write it as a sum of whole tensors')
  }
  return { picked, places }
}

/** The same of constants: masks of windows are made so. */
export const scatteredConstant: Folder = (call) => {
  const source = call.constant(0)
  const updates = call.constant(2).values
  const { picked, places } = replaced(call, source.dims)
  const length = product(source.dims.slice(picked.length))
  const values = Float64Array.from(source.values)
  places.forEach((place, i) => values.set(updates.subarray(i * length, (i + 1) * length), place * length))
  return { ...source, values }
}

/** Runs of neighbouring parts, of what was there and of what replaces it, one behind the other. */
const scattered: OperatorImporter = (call) => {
  const whole = (operand: Operand): Value =>
    isConstant(operand) ? call.wholeConstant(operand) : call.unbatched(operand)
  const data = whole(call.operand(0))
  const dims = data.axes.map((axis) => data.shape[axis]!)
  const { picked, places } = replaced(call, dims)
  const rest = dims.slice(picked.length)
  const count = product(picked)
  const flat = call.reshaped(data, [count, ...rest], { step: 'flat' })
  const updates = call.reshaped(whole(call.operand(2)), [places.length, ...rest], { step: 'updates' })
  // From 0 on parts that were there, from `count` on those that replace them.
  const order = Array.from({ length: count }, (_, i) => i)
  places.forEach((place, i) => (order[place] = count + i))
  const starts = order.flatMap((from, i) => (i > 0 && from === order[i - 1]! + 1 && from !== count ? [] : [i]))
  if (starts.length > mostPieces)
    call.refuse(`replaces parts in ${starts.length} places`, 'replace whole rows or channels')
  const pieces = starts.map((start, i): Value => {
    const from = order[start]!
    const size = (starts[i + 1] ?? count) - start
    return from < count ? cut(call, flat, 0, from, size, 'kept') : cut(call, updates, 0, from - count, size, 'new')
  })
  const result = pieces.length === 1 ? pieces[0]! : joined(call, pieces, 0)
  return settled(call, call.reshaped(result, dims, { step: 'whole' }))
}

export const scatterOperators: Record<string, OperatorImporter> = { ScatterND: scattered }
