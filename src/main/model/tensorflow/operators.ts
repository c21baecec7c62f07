import type { OperatorImporter } from '../lowering/call.ts'
import { add, divide, multiply, subtract } from '../lowering/arithmetic.ts'
import type { OperatorSet } from '../lowering/importOperators.ts'
import { activationOperators } from './activations.ts'
import { arrangementOperators } from './arrangement.ts'
import { tensorflowFolders } from './folding.ts'
import { tensorflowFramesImporters } from './frames.ts'
import { poolingOperators } from './pooling.ts'
import { resizingOperators } from './resizing.ts'
import { weightedOperators } from './weighted.ts'

const elementwiseOperators: Record<string, OperatorImporter> = {
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
  domains: ['']
}
