import { InputError } from '../../../shared/errors.ts'

/** So many numbers at most are made for one tensor out of fewer. */
const mostMade = 2 ** 25
/** So many numbers at most has what is computed for a picture. */
export const mostComputed = 2 ** 28
/** So many numbers at most are made for all tensors of a model, and for each number of its constants so many more. */
const mostInAll = { always: 2 ** 26, each: 4 }

/**
 * `count` numbers, for which memory is made next.
 * @param given how many of them there are already, in another order
 * @throws InputError where a model makes it many more than models have
 */
export function room(count: number, given = 0): number {
  if (count >= 0 && count <= Math.max(mostMade, given)) return count
  throw new InputError(
    `The model makes ${count} numbers of its constants for one tensor, more than any that steers; export or fetch it again.`
  )
}

/** All numbers that a model makes of its constants, of which it has so many. */
export class Made {
  readonly #counted = new WeakSet<object>()
  #left: number

  constructor(constants: number) {
    this.#left = mostInAll.always + mostInAll.each * constants
  }

  /** Counts an array of them, once. False where they are too many. */
  holds(values: Float32Array | Float64Array): boolean {
    if (this.#counted.has(values)) return true
    this.#counted.add(values)
    this.#left -= values.length
    return this.#left >= 0
  }
}
