import { OperatorCall, type Operand, type OperatorImporter, type Scope } from './call.ts'
import { folded, type Folder, shapeOf } from './folding.ts'
import { type Frames, framesDims, type FramesImporter, importOverFrames, isFrames } from './frames.ts'
import type { Operator } from './operator.ts'

/** The operators of one format. */
export interface OperatorSet {
  importers: ReadonlyMap<string, OperatorImporter>
  /** How operators on constants are worked out when the model is opened. */
  folders: Readonly<Record<string, Folder>>
  /** Those that may treat frames of a sequence together. */
  framesImporters: Readonly<Record<string, FramesImporter>>
  /** Those that treat every number by itself. */
  byNumber: ReadonlySet<string>
  /** Names of the sets that are the format's own. */
  domains: readonly string[]
}

/**
 * Imports operators one after the other into `scope.nodes`.
 * @param operands what is known by name so far (weights, inputs); results are added to it
 * @throws InputError that names the operator which cannot be imported, its place, and what to do
 */
export function importOperators(
  operators: readonly Operator[],
  set: OperatorSet,
  scope: Scope,
  operands: Map<string, Operand | Frames>
): void {
  operators.forEach((operator, index) => {
    const given = operator.inputs.map((name) => (name === '' ? null : (operands.get(name) ?? null)))
    const single = given.map((one) => (isFrames(one) ? null : one))
    const call = new OperatorCall(scope, operator, single, index + 1)
    const missing = operator.inputs.find((name, i) => name !== '' && given[i] === null)
    if (missing) call.refuse(`reads '${missing}', which nothing before it makes`, 'export the model again')
    const known = set.domains.includes(operator.domain)
    const result = known ? imported(call, given, set) : undefined
    if (!result) {
      return call.refuse(
        known
          ? 'is of a kind that Lanegaze does not know'
          : `is of the set '${operator.domain}', which Lanegaze does not know`,
        `export the model without it; known are ${[...set.importers.keys()].sort().join(', ')}`
      )
    }
    const results = Array.isArray(result) ? result : [result]
    operator.outputs.forEach((name, i) => {
      if (name !== '' && results[i]) operands.set(name, results[i])
    })
  })
}

/** What an operator gives; undefined for one that is not known. */
function imported(
  call: OperatorCall,
  given: readonly (Operand | Frames | null)[],
  { importers, folders, framesImporters, byNumber }: OperatorSet
): Operand | Frames | (Operand | Frames)[] | undefined {
  const { type } = call.operator
  const importer = importers.get(type)
  if (!given.some(isFrames)) return folded(call, folders) ?? importer?.(call)
  const [first = null] = given
  if (isFrames(first)) {
    if (type === 'Shape' || type === 'Size') return shapeOf(call, framesDims(call, first))
    const special = framesImporters[type]?.(call, first)
    if (special) return special
  }
  return importer && importOverFrames(call, given, importer, byNumber.has(type))
}
