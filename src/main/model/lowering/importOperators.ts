import { InputError } from '../../../shared/errors.ts'
import { isConstant, OperatorCall, type Operand, type OperatorImporter } from './call.ts'
import { folded, type Folders, shapeOf } from './folding.ts'
import { type Frames, framesDims, type FramesImporter, importOverFrames, isFrames, mergedRows } from './frames.ts'
import type { Operator, Subgraph } from './operator.ts'
import type { Scope } from './operatorAt.ts'
import { NoRoom } from './room.ts'

/** The operators of one format. */
export interface OperatorSet {
  importers: ReadonlyMap<string, OperatorImporter>
  /** How operators on constants are worked out when the model is opened. */
  folders: Readonly<Record<string, Folders>>
  /** Those that may treat frames of a sequence together. */
  framesImporters: Readonly<Record<string, FramesImporter>>
  /** Of those that give a tensor other sizes, which; the batch is counted. */
  newSizes?: Readonly<Record<string, (call: OperatorCall) => readonly number[]>>
  /** Those that treat every number by itself. */
  byNumber: ReadonlySet<string>
  /** What is wrong with kinds that are not known, and what to do. */
  hints?: Readonly<Record<string, readonly [why: string, instead: string]>>
  /** Names of the sets that are the format's own. */
  domains: readonly string[]
}

/**
 * Imports operators one after the other into `scope.nodes`.
 * @param operands what is known by name so far (weights, inputs); results are added to it
 * @returns the tensors that cannot be made, each with the InputError that names the operator at fault, its place, and what
 *   to do
 */
export function importOperators(
  operators: readonly Operator[],
  set: OperatorSet,
  scope: Scope,
  operands: Map<string, Operand | Frames>
): Map<string, InputError> {
  const refused = new Map<string, InputError>()
  operators.forEach((operator, index) => {
    const cause = operator.inputs.map((name) => refused.get(name)).find((error) => error)
    const outcome = cause ?? attempted(() => resultsOf(operator, index + 1, set, scope, operands))
    operator.outputs.forEach((name, i) => {
      if (name === '') return
      if (outcome instanceof InputError) refused.set(name, outcome)
      else if (outcome[i]) operands.set(name, outcome[i])
    })
  })
  return refused
}

function attempted<T>(work: () => T): T | InputError {
  try {
    return work()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

function resultsOf(
  operator: Operator,
  place: number,
  set: OperatorSet,
  scope: Scope,
  operands: ReadonlyMap<string, Operand | Frames>
): (Operand | Frames)[] {
  const given = operator.inputs.map((name) => (name === '' ? null : (operands.get(name) ?? null)))
  const single = given.map((one) => (isFrames(one) ? null : one))
  const call = new OperatorCall(scope, operator, single, place)
  const missing = operator.inputs.find((name, i) => name !== '' && given[i] === null)
  if (missing) call.refuse(`reads '${missing}', which nothing before it makes`, 'export the model again')
  const branch = branchOf(operator, given)
  if (branch) return resultsOfBranch(branch, set, scope, operands)
  // Tables of operators answer to the names that every object has ('constructor').
  const known = set.domains.includes(operator.domain) && !(operator.type in Object.prototype)
  const result = known ? withinRoom(call, () => imported(call, given, set)) : undefined
  if (result) return Array.isArray(result) ? result : [result]
  const hint = operator.type in Object.prototype ? undefined : set.hints?.[operator.type]
  if (hint) return call.refuse(...hint)
  return call.refuse(
    set.domains.includes(operator.domain)
      ? 'is of a kind that Lanegaze does not know'
      : `is of the set '${operator.domain}', which Lanegaze does not know`,
    `export the model without it; known are ${[...set.importers.keys()].sort().join(', ')}`
  )
}

/** What an operator asks for too much of is refused by its name. */
function withinRoom<Result>(call: OperatorCall, work: () => Result): Result {
  const { room } = call.scope
  // Nothing is made behind what was too much: each operator would ask for as much again.
  if (room?.spent) throw room.spent
  const outcome = attempted(() => {
    try {
      return work()
    } catch (error) {
      if (error instanceof NoRoom) return call.refuse(error.message, 'export a model of smaller pictures')
      throw error
    }
  })
  if (!(outcome instanceof InputError)) return outcome
  if (room?.isOver) room.spent = outcome
  throw outcome
}

/** The branch that an If takes, where what it asks is known: exporters ask for sizes so. */
function branchOf({ type, attributes }: Operator, [condition]: readonly (Operand | Frames | null)[]): Subgraph | null {
  if (type !== 'If' || !condition || isFrames(condition) || !isConstant(condition)) return null
  const branch = attributes.get(condition.values[0] === 0 ? 'else_branch' : 'then_branch')
  return branch !== null && typeof branch === 'object' && 'operators' in branch ? branch : null
}

function resultsOfBranch(
  { operators, constants, results }: Subgraph,
  set: OperatorSet,
  scope: Scope,
  outer: ReadonlyMap<string, Operand | Frames>
): (Operand | Frames)[] {
  const operands = new Map<string, Operand | Frames>([...outer, ...constants])
  const refused = importOperators(operators, set, scope, operands)
  return results.map((name) => {
    const found = operands.get(name)
    if (found) return found
    throw (
      refused.get(name) ?? new InputError(`'${scope.source}' names '${name}', which nothing makes; export it again.`)
    )
  })
}

/** What an operator gives; undefined for one that is not known. */
function imported(
  call: OperatorCall,
  given: readonly (Operand | Frames | null)[],
  { importers, folders, framesImporters, newSizes, byNumber }: OperatorSet
): Operand | Frames | (Operand | Frames)[] | undefined {
  const { type } = call.operator
  const importer = importers.get(type)
  if (!given.some(isFrames)) return counted(call, folded(call, folders)) ?? merged(call, newSizes) ?? importer?.(call)
  const [first = null] = given
  if (isFrames(first)) {
    if (type === 'Shape' || type === 'Size') return shapeOf(call, framesDims(call, first))
    const special = framesImporters[type]?.(call, first)
    if (special) return special
  }
  return importer && importOverFrames(call, given, importer, byNumber.has(type))
}

/** Constants that an operator makes of others take of the room there is. */
function counted(call: OperatorCall, result: Operand | Operand[] | null): Operand | Operand[] | null {
  const given = new Set(call.operands.map((operand) => operand && isConstant(operand) && operand.values))
  for (const made of result === null ? [] : [result].flat()) {
    if (isConstant(made) && !given.has(made.values)) call.scope.room?.take(made.dims)
  }
  return result
}

/** A tensor whose batch, of a fixed size, an operator merges with axes of the picture; null for all others. */
function merged(call: OperatorCall, newSizes: OperatorSet['newSizes']): Frames | null {
  const { batch } = call.scope
  const sizes = batch > 1 ? newSizes?.[call.operator.type]?.(call) : undefined
  const [first = 0] = sizes ?? []
  const [operand] = call.operands
  if (!sizes || !operand || isConstant(operand) || operand.batchAt !== 0) return null
  return first > batch && first % batch === 0 ? mergedRows(call, operand, sizes) : null
}
