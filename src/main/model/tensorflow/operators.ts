import { OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { add, differenceOf, divide, multiply, subtract, sumOf } from '../lowering/arithmetic.ts'
import { raised } from '../lowering/elementwise.ts'
import type { OperatorSet } from '../lowering/importOperators.ts'
import { activationOperators } from './activations.ts'
import { arrangementOperators } from './arrangement.ts'
import { tensorflowFolders } from './folding.ts'
import { tensorflowFramesImporters } from './frames.ts'
import { tensorflowHints } from './hints.ts'
import { poolingOperators } from './pooling.ts'
import { resizingOperators } from './resizing.ts'
import { weightedOperators } from './weighted.ts'

/** A step of an operator, under a name of its own. */
const step = (call: OperatorCall, name: string): OperatorCall =>
  new OperatorCall(call.scope, { ...call.operator, name: `${call.name}/${name}` }, call.operands, call.place)

/** The first less the second, times itself. */
const squaredDifference: OperatorImporter = (call) =>
  raised(call, differenceOf(step(call, 'difference'), call.operand(0), call.operand(1)), 2)

const sumOfAll: OperatorImporter = (call) => {
  const last = call.operands.length - 1
  if (last < 0) return call.refuse('is given nothing', 'export the model again')
  return call.operands
    .map((_, i) => call.operand(i))
    .reduce((a, b, i) => sumOf(i === last ? call : step(call, String(i)), a, b))
}

const elementwiseOperators: Record<string, OperatorImporter> = {
  AddN: sumOfAll,
  SquaredDifference: squaredDifference,
  Add: add,
  AddV2: add,
  Sub: subtract,
  Mul: multiply,
  RealDiv: divide,
  Div: divide
}

/** TensorFlow's operators, as far as steering models have them. */
export const tensorflowOperators: OperatorSet = {
  importers: new Map(
    Object.entries({
      ...weightedOperators,
      ...elementwiseOperators,
      ...activationOperators,
      ...poolingOperators,
      ...arrangementOperators,
      ...resizingOperators
    })
  ),
  folders: tensorflowFolders,
  framesImporters: tensorflowFramesImporters,
  byNumber: new Set(Object.keys(elementwiseOperators)),
  hints: tensorflowHints,
  domains: ['']
}
