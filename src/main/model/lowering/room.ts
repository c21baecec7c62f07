import type { InputError } from '../../../shared/errors.ts'

/** Numbers that one tensor may have: a gigabyte of them in 32 bits. Models that people steer by stay far below. */
export const mostNumbers = 2 ** 28
/** Numbers that are made at once of fewer. */
const mostAtOnce = 2 ** 25
/** What is worked out of a model's constants may come to beyond what the file itself holds. */
const mostMade = 2 ** 24

/** Sizes that no memory is made for: a file of few bytes can ask for any. Whoever knows the operator says so. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'

  constructor(sizes: readonly number[]) {
    super(`makes a tensor of [${sizes.join(', ')}]`)
  }
}

/** Whether a tensor can have these sizes, each of them one or more. */
export function isTensor(sizes: readonly number[]): boolean {
  return sizes.every((size) => Number.isInteger(size) && size > 0) && product(sizes) <= mostNumbers
}

const product = (sizes: readonly number[]): number => sizes.reduce((numbers, size) => numbers * size, 1)

/**
 * How many numbers a tensor of these sizes has, for which memory is made next.
 * @param given how many of them there are already, in another order
 * @throws NoRoom where they are no sizes, or more than a model can need
 */
export function roomFor(sizes: readonly number[], given = 0): number {
  const numbers = product(sizes)
  const isSize = sizes.every((size) => Number.isInteger(size) && size >= 0)
  if (isSize && numbers <= Math.max(mostAtOnce, given)) return numbers
  throw new NoRoom(sizes)
}

/** What may still be made of constants while a model is opened. */
export class Room {
  #left: number

  /** @param held numbers that the file holds itself */
  constructor(held: number) {
    this.#left = mostMade + 4 * held
  }

  /** Why an operator was refused that asked for too much. */
  spent: InputError | null = null

  /** Whether something was too much. */
  get isOver(): boolean {
    return this.#left < 0
  }

  /** @throws NoRoom where a tensor of these sizes is too much */
  take(sizes: readonly number[]): void {
    this.#left -= product(sizes)
    if (this.#left < 0) throw new NoRoom(sizes)
  }
}
