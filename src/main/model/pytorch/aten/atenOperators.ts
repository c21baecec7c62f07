import type { OperatorSet } from '../../lowering/importOperators.ts'
import { activationOperators } from './activations.ts'
import { arrangementOperators } from './arrangement.ts'
import type { AtenOperator } from './atenOperator.ts'
import { joiningOperators } from './joining.ts'
import { elementwiseOperators } from './elementwise.ts'
import { poolingOperators } from './pooling.ts'
import { weightedOperators } from './weighted.ts'

const operators = new Map<string, AtenOperator>(
  Object.entries({
    ...weightedOperators,
    ...elementwiseOperators,
    ...activationOperators,
    ...poolingOperators,
    ...arrangementOperators,
    ...joiningOperators
  })
)

/** ATen's operators, as far as steering models have them; by `_operator` Python's own on sizes. */
export const atenOperators: OperatorSet = {
  importers: new Map([...operators].map(([type, { importer }]) => [type, importer])),
  folders: Object.fromEntries([...operators].flatMap(([type, { folder }]) => (folder ? [[type, folder]] : []))),
  framesImporters: {},
  byNumber: new Set(
    Object.keys({ ...elementwiseOperators, ...activationOperators }).filter((type) => !/softmax|prelu/.test(type))
  ),
  domains: ['aten', '_operator']
}

/** The names of the tensors that an operator takes, in the order of the importer; null where it is not known. */
export function tensorsOf(type: string): readonly string[] | null {
  return operators.get(type)?.tensors ?? null
}
