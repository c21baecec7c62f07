import { settled } from './arrangement.ts'
import { isConstant, type Operand, type OperatorCall } from './call.ts'
import { onOneRank, repeatedTo } from './elementwise.ts'
import { broadcastDims } from './folding.ts'
import { sizesOf, type Value } from './value.ts'

/**
 * The product of matrices [..., n, k] and [..., k, m], as attention has it; axes in front of these broadcast. At least
 * one of the two depends on the picture.
 */
export function matrixProduct(call: OperatorCall, one: Operand, other: Operand): Value {
  const [a, b] = asMatrices(call, whole(call, one), whole(call, other))
  const [left, right] = [sizesOf(a), sizesOf(b)]
  const [n = 1, k = 1] = left.slice(-2)
  const [depth = 1, m = 1] = right.slice(-2)
  if (k !== depth) call.refuse(`multiplies rows of ${k} numbers by columns of ${depth}`, 'export the model again')
  const front = broadcastDims(call, left.slice(0, -2), right.slice(0, -2))
  const plain = (value: Value, sizes: readonly number[], step: string): Value => {
    const all = repeatedTo(call, value, sizes)
    return call.arranged(all, [...all.axes.keys()], step)
  }
  const factors = [plain(a, [...front, n, k], 'left'), plain(b, [...front, k, m], 'right')]
  const product = call.emit({ type: 'matmul' }, factors, [...front, n, m])
  return settled(call, { ...product, batchAt: a.batchAt })
}

const whole = (call: OperatorCall, operand: Operand): Value =>
  isConstant(operand) ? call.wholeConstant(operand) : operand

/** Both with axes for rows and columns: a row for each picture is a matrix of one row. */
function asMatrices(call: OperatorCall, one: Value, other: Value): [Value, Value] {
  const [a, b] = onOneRank(call, one, other)
  return a.axes.length > 1 ? [a, b] : [call.unbatched(a), call.unbatched(b)]
}
