import { InputError } from '../../../../shared/errors.ts'
import type { Operator } from '../../lowering/operator.ts'

/** Operators whose result is, or may be, the same numbers in memory as what they are given. */
const views: ReadonlySet<string> = new Set(
  'view reshape flatten unflatten permute transpose t squeeze unsqueeze slice select split split_with_sizes chunk expand alias detach contiguous to dropout'.split(
    ' '
  )
)

/** An operator, and whether it changes what it is given (`relu_`). */
export interface MaybeInPlace {
  operator: Operator
  isInPlace: boolean
}

/**
 * Checks that what an operator has changed in place is read by its new name alone, as nearly all programs do: read as a
 * network without memory, each operator makes a tensor of its own.
 * @throws InputError that names the operator which reads what was changed
 */
export function checkInPlace(operators: readonly MaybeInPlace[], source: string): void {
  /** The memory of each tensor, by the first name that it had, and how often that was changed when the tensor was made. */
  const made = new Map<string, { memory: string; changes: number }>()
  const changes = new Map<string, number>()
  const placeOf = (name: string) => made.get(name) ?? { memory: name, changes: 0 }
  const changesOf = (memory: string): number => changes.get(memory) ?? 0
  for (const { operator, isInPlace } of operators) {
    const { inputs, outputs, type, name } = operator
    const stale = inputs.map(placeOf).findIndex((place) => changesOf(place.memory) > place.changes)
    if (stale >= 0) {
      throw new InputError(
        `'${source}' cannot be opened: the operator '${name}' (${type}) reads '${inputs[stale]}', which another one has changed in place; export the model with inplace=False, or as ONNX.`
      )
    }
    const { memory } = placeOf(inputs[0] ?? '')
    if (isInPlace) changes.set(memory, changesOf(memory) + 1)
    if (isInPlace || views.has(type))
      for (const output of outputs) made.set(output, { memory, changes: changesOf(memory) })
  }
}
