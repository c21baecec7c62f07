import { joined, split } from '../../lowering/arrangement.ts'
import { isConstant, type Operand, type OperatorCall, type OperatorImporter } from '../../lowering/call.ts'
import { joinedConstants, withAxes } from '../../lowering/folding.ts'
import { padded, type PadMode } from '../../lowering/padding.ts'
import { rankOf, sizesOf } from '../../lowering/value.ts'
import { type AtenOperator, type AtenOperators, axisAt, extentsAt, numberAt, ofSelf, statedAt } from './atenOperator.ts'

/** Operators that join tensors, divide them, or put something around them. */

const operandsOf = (call: OperatorCall): Operand[] => call.operands.map((_, i) => call.operand(i))

const cat: AtenOperator = {
  tensors: ['tensors*'],
  importer: (call) => joined(call, operandsOf(call), call.int('dim', 0)),
  folder: (call) => {
    const parts = call.operands.map((_, i) => call.constant(i))
    return joinedConstants(call, parts, call.int('dim', 0))
  }
}

/** Parts of `size` along an axis, of which the last may be shorter; or of sizes of their own. */
const parts =
  (sizesOfParts: (call: OperatorCall, length: number) => readonly number[]): OperatorImporter =>
  (call) => {
    const value = call.anyValue(0)
    const axis = call.axisOf(numberAt(call, 'dim', 0), value)
    const length = sizesOf(value)[axis]!
    const wanted = sizesOfParts(call, length)
    const total = wanted.reduce((a, b) => a + b, 0)
    if (total !== length || wanted.some((size) => !(size >= 1)))
      call.refuse(`divides ${length} numbers into parts of ${wanted.join(', ')}`, 'export the model again')
    return split(call, value, axis, wanted)
  }

const equal = (length: number, size: number): number[] =>
  Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size))

/** Around a picture, in pixels. */
const mostPadding = 4096

const pad: OperatorImporter = (call) => {
  const stated = call.choice('mode', ['constant', 'reflect', 'replicate'])
  const named = stated === 'replicate' ? 'edge' : stated
  const mode: PadMode = call.operator.type === 'reflection_pad2d' ? 'reflect' : named
  const amounts = extentsAt(call, call.operator.attributes.has('padding') ? 'padding' : 'pad', -mostPadding)
  const rank = rankOf(call.anyValue(0))
  if (amounts.length % 2 !== 0 || amounts.length / 2 > rank || amounts.some((n) => n > mostPadding))
    call.refuse(`pads ${rank} axes by ${amounts.join(', ')}`, 'export the model again')
  // Pairs from the last axis on.
  const sides = Array.from({ length: amounts.length / 2 }, (_, i) => ({
    axis: rank - 1 - i,
    before: amounts[2 * i]!,
    after: amounts[2 * i + 1]!
  }))
  return padded(call, sides, { mode, fill: call.float('value', 0) })
}

/** An operand with an axis of 1 where a stack joins. */
function unsqueezedOperand(call: OperatorCall, operand: Operand): Operand {
  if (isConstant(operand))
    return { ...operand, dims: withAxes(operand.dims, [axisAt(call, 'dim', operand.dims.length + 1)]) }
  const own = sizesOf(operand)
  const place = axisAt(call, 'dim', rankOf(operand) + 1)
  if (operand.batchAt !== 0 || place < 1) return call.refuse('stacks along the batch axis', 'stack along another axis')
  return call.reshaped(operand, own.toSpliced(place - 1, 0, 1), { step: 'apart' })
}

export const joiningOperators: AtenOperators = {
  cat,
  concat: cat,
  stack: {
    tensors: ['tensors*'],
    importer: (call) => {
      const apart = operandsOf(call).map((operand) => unsqueezedOperand(call, operand))
      return joined(call, apart, call.int('dim', 0))
    }
  },
  split: ofSelf(parts((call, length) => equal(length, Math.max(1, numberAt(call, 'split_size', length))))),
  split_with_sizes: ofSelf(parts((call) => statedAt(call, 'split_sizes'))),
  chunk: ofSelf(parts((call, length) => equal(length, Math.ceil(length / Math.max(1, numberAt(call, 'chunks', 1)))))),
  constant_pad_nd: ofSelf(pad),
  pad: ofSelf(pad),
  reflection_pad2d: ofSelf(pad)
}
