import type { OperatorImporter } from '../lowering/call.ts'
import { dimsOf, solvedSizes } from '../lowering/folding.ts'
import type { OperatorSet } from '../lowering/importOperators.ts'
import { activationOperators } from './activations.ts'
import { arrangementOperators, statedSizes } from './arrangement.ts'
import { completed } from './completed.ts'
import { elementwiseOperators } from './elementwise.ts'
import { tfliteFolders } from './folding.ts'
import { tfliteFramesImporters } from './frames.ts'
import { loopHint } from './operatorsOf.ts'
import { poolingOperators } from './pooling.ts'
import { quantisationOperators } from './quantisation.ts'
import { recurrentOperators } from './recurrent.ts'
import { resizingOperators } from './resizing.ts'
import { weightedOperators } from './weighted.ts'

/** Operators whose results lie within the ends of their bits by themselves: they move numbers, gather them, or have ends. */
const within: Record<string, OperatorImporter> = {
  ...poolingOperators,
  ...arrangementOperators,
  ...resizingOperators,
  ...recurrentOperators
}
const bounded: ReadonlySet<string> = new Set(['SOFTMAX', 'LOGISTIC', 'TANH', 'L2_NORMALIZATION', 'DEQUANTIZE'])

const others: Record<string, OperatorImporter> = {
  ...weightedOperators,
  ...elementwiseOperators,
  ...activationOperators,
  ...quantisationOperators
}

const order = ['sorts or counts, which has no gradient', 'convert what goes into it as the output'] as const

/** TensorFlow Lite's operators, as far as steering models have them. */
export const tfliteOperators: OperatorSet = {
  importers: new Map([
    ...Object.entries(within).map(([type, importer]) => [type, completed(importer, true)] as const),
    ...Object.entries(others).map(([type, importer]) => [type, completed(importer, bounded.has(type))] as const)
  ]),
  folders: tfliteFolders,
  framesImporters: tfliteFramesImporters,
  newSizes: { RESHAPE: (call) => solvedSizes(call, dimsOf(call, call.anyValue(0)), statedSizes(call)) },
  byNumber: new Set([
    ...Object.keys({ ...elementwiseOperators, ...quantisationOperators }),
    ...Object.keys(activationOperators).filter(
      (type) => !['PRELU', 'SOFTMAX', 'LOG_SOFTMAX', 'L2_NORMALIZATION'].includes(type)
    ),
    'CAST'
  ]),
  hints: {
    ...Object.fromEntries(['ARG_MAX', 'ARG_MIN', 'TOPK_V2', 'ONE_HOT'].map((type) => [type, order])),
    WHILE: loopHint,
    CONV_3D: ['goes over frames as over pixels', 'open the Keras model that it was made from'],
    IF: ['decides while it runs what is computed', 'convert the model without it'],
    CALL_ONCE: ['sets variables, as models that keep a state do', 'convert the model without a state'],
    DENSIFY: ['unpacks sparse weights', 'convert the model without sparse weights']
  },
  domains: ['']
}
