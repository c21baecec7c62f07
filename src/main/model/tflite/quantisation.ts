import type { OperatorImporter } from '../lowering/call.ts'

/** Operators between numbers and the bits that they are rounded to: see lowering/quantisation.ts for what is done of that. */

/** What of an operator says between which ends the bits of its result lie: [least, largest]. */
export const rangeAttribute = 'range'

/** What is computed stays as it is; `completed` keeps it within its ends. */
const unrounded: OperatorImporter = (call) => call.operand(0)

export const quantisationOperators: Record<string, OperatorImporter> = {
  QUANTIZE: unrounded,
  DEQUANTIZE: unrounded
}
