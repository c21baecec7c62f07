import { OperatorCall, type Operand, type OperatorImporter, type Scope } from './call.ts'
import { folded, type Folder } from './folding.ts'
import type { Operator } from './operator.ts'

/** The operators of one format. */
export interface OperatorSet {
  importers: ReadonlyMap<string, OperatorImporter>
  /** How operators on constants are worked out when the model is opened. */
  folders: Readonly<Record<string, Folder>>
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
  { importers, folders, domains }: OperatorSet,
  scope: Scope,
  operands: Map<string, Operand>
): void {
  operators.forEach((operator, index) => {
    const given = operator.inputs.map((name) => (name === '' ? null : (operands.get(name) ?? null)))
    const call = new OperatorCall(scope, operator, given, index + 1)
    const missing = operator.inputs.find((name, i) => name !== '' && given[i] === null)
    if (missing) call.refuse(`reads '${missing}', which nothing before it makes`, 'export the model again')
    const known = domains.includes(operator.domain)
    const result = known ? (folded(call, folders) ?? importers.get(operator.type)?.(call)) : undefined
    if (!result) {
      return call.refuse(
        known
          ? 'is of a kind that Lanegaze does not know'
          : `is of the set '${operator.domain}', which Lanegaze does not know`,
        `export the model without it; known are ${[...importers.keys()].sort().join(', ')}`
      )
    }
    const results = Array.isArray(result) ? result : [result]
    operator.outputs.forEach((name, i) => {
      if (name !== '' && results[i]) operands.set(name, results[i])
    })
  })
}
