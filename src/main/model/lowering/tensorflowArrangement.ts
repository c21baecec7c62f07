import { split } from './arrangement.ts'
import type { Operand, OperatorCall, OperatorImporter } from './call.ts'
import { padded, type PadMode } from './padding.ts'
import { sizesOf } from './value.ts'

/** How TensorFlow and TensorFlow Lite state what stands around a tensor, and into which parts it is divided. */

/** The numbers before and after each axis are the second operand, [axes, 2]; what stands there is the operand `fillAt`, or 0. */
export const paddedBySides =
  (mode: PadMode, fillAt?: number): OperatorImporter =>
  (call) => {
    const { values } = call.constant(1)
    const fill = fillAt === undefined ? 0 : (call.constant(fillAt).values[0] ?? 0)
    const sides = Array.from({ length: Math.floor(values.length / 2) }, (_, axis) => ({
      axis,
      before: values[2 * axis]!,
      after: values[2 * axis + 1]!
    }))
    if (mode !== 'constant' && sides.some(({ before, after }) => before < 0 || after < 0)) {
      call.refuse('mirrors less than nothing', 'convert the model again')
    }
    return padded(call, sides, { mode, fill })
  }

/** The same with the tensor's own numbers, mirrored as its `mode` says. */
export const mirrored: OperatorImporter = (call) =>
  paddedBySides(call.choice('mode', ['REFLECT', 'SYMMETRIC']) === 'REFLECT' ? 'reflect' : 'symmetric')(call)

/** Of a division: which operands are the tensor, the axis and, where the parts are not equal, their sizes. */
interface Divided {
  tensor: number
  axis: number
  sizes?: number
}

/** Parts of these sizes, of which one may be -1, or equal ones. */
export const inParts =
  (at: Divided) =>
  (call: OperatorCall): Operand[] => {
    const value = call.anyValue(at.tensor)
    const axis = call.axisOf(call.known(at.axis)[0] ?? 0, value)
    const length = sizesOf(value)[axis]!
    const count = call.operator.outputs.length
    const stated = at.sizes === undefined ? new Array<number>(count).fill(length / count) : call.known(at.sizes)
    const rest = length - stated.reduce((total, size) => total + Math.max(size, 0), 0)
    const sizes = stated.map((size) => (size === -1 ? rest : size))
    return split(call, value, axis, sizes)
  }
