import type { ActivationKind } from '../graph/graph.ts'
import { activate } from '../lowering/activations.ts'
import { isConstant, OperatorCall, type Operand, type OperatorImporter } from '../lowering/call.ts'
import { withinEnds } from '../lowering/quantisation.ts'
import { rangeAttribute } from './quantisation.ts'

/** What may stand behind any operator: an activation that is fused with it, and the ends of what its bits can be. */

const activations: Readonly<Record<string, ActivationKind>> = {
  RELU: { kind: 'relu' },
  RELU_N1_TO_1: { kind: 'clip', min: -1, max: 1 },
  RELU6: { kind: 'clip', min: 0, max: 6 }
}

/** The fused activation of a number that is known. */
export function activeNumber(call: OperatorCall): (x: number) => number {
  const kind = fusedActivation(call)
  if (kind?.kind === 'clip') return (x) => Math.min(Math.max(x, kind.min), kind.max)
  return kind ? (x) => Math.max(x, 0) : (x) => x
}

/** The fused activation; null for none. TensorFlow Lite itself passes over others, and over all behind a CONCATENATION. */
function fusedActivation(call: OperatorCall): ActivationKind | null {
  const stated = call.text('activation', 'NONE')
  if (stated === 'NONE') return null
  const known = call.operator.type === 'CONCATENATION' ? undefined : activations[stated]
  return (
    known ??
    call.refuse(
      `fuses the activation '${stated}', which TensorFlow Lite does not compute there`,
      'convert the model with an operator of its own for it'
    )
  )
}

/**
 * An operator with what stands behind it. It carries its own name last: what comes before is named `<operator>/<type>`.
 * @param within true for one that leads numbers on, or whose own results lie within the ends of their bits
 */
export function completed(importer: OperatorImporter, within: boolean): OperatorImporter {
  return (call) => {
    const kind = fusedActivation(call)
    const ends = within ? null : endsOf(call)
    if (!kind && !ends) return importer(call)
    const operator = { ...call.operator, name: `${call.name}/${call.operator.type}` }
    const [result, ...more] = listed(importer(new OperatorCall(call.scope, operator, call.operands, call.place)))
    if (!result || isConstant(result) || more.length > 0) {
      return call.refuse('fuses an activation with several results', 'convert the model again')
    }
    const active = kind ? activate(call, kind, result, ends ? 'active' : undefined) : result
    // A number at the end of its range is one of it: its gradient counts.
    return ends ? withinEnds(call, active, ends, { atKink: 1 }) : active
  }
}

const listed = (result: Operand | Operand[]): Operand[] => (Array.isArray(result) ? result : [result])

function endsOf(call: OperatorCall): readonly [number, number] | null {
  const [least, largest] = call.ints(rangeAttribute) ?? []
  return least === undefined || largest === undefined ? null : [least, largest]
}
