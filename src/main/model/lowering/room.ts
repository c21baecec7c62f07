import { InputError } from '../../../shared/errors.ts'

/** So many numbers at most are made of a model's constants for one tensor. */
const mostMade = 2 ** 27
/** So many numbers at most has what is computed for a picture. */
export const mostComputed = 2 ** 28

/** `count` numbers, for which memory is made next. @throws InputError where a model makes it many more than models have */
export function room(count: number): number {
  if (count >= 0 && count <= mostMade) return count
  throw new InputError(
    `The model makes ${count} numbers of its constants for one tensor, more than any that steers; export or fetch it again.`
  )
}
