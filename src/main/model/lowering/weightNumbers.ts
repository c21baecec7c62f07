import { InputError } from '../../../shared/errors.ts'

/**
 * Checks that weights are numbers: of one that is none (NaN) nothing but such comes, in every picture.
 * @param what the weight, to follow "of its"
 * @throws InputError
 */
export function checkNumbers(values: ArrayLike<number>, what: string, source: string): void {
  let none = 0
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) none++
  if (none === 0) return
  throw new InputError(
    `'${source}' cannot steer: of its ${what}, ${none} of ${values.length} numbers are none (NaN), as where training failed; open the model as it was saved before that.`
  )
}
