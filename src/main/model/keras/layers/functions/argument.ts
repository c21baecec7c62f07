import type { Constant } from '../../../lowering/constant.ts'
import { constant } from '../../../lowering/constant.ts'
import type { Value } from '../../../lowering/value.ts'

/** What a function of TensorFlow or Keras is called with, and what it gives. */
export type Argument =
  | Tensor
  | { kind: 'number'; value: number; whole: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'none' | 'ellipsis' }
  /** A list or a tuple; of numbers, a tensor that is known. */
  | { kind: 'list'; items: readonly Argument[] }
  | { kind: 'slice'; start: number | null; stop: number | null; step: number | null }
  /** A module or a function, by its name. */
  | { kind: 'library'; path: string }
  /** What is asked of a tensor: its shape, or a function of its class. */
  | { kind: 'method'; of: Argument; name: string }

/** A tensor that depends on the picture: `value * scale + offset`. Arithmetic with numbers is gathered in these two. */
export interface Tensor {
  kind: 'tensor'
  value: Value
  /** Of a sequence of pictures: what it is at each step. `value` is then the first of them. */
  steps?: readonly Value[]
  scale: number
  offset: number
}

export const none: Argument = { kind: 'none' }

export function number(value: number, whole = Number.isInteger(value)): Argument {
  return { kind: 'number', value, whole }
}

export function list(items: readonly Argument[]): Argument {
  return { kind: 'list', items }
}

export function tensor(value: Value): Tensor {
  return { kind: 'tensor', value, scale: 1, offset: 0 }
}

/** Numbers in lists of lists as one constant; null where there is anything else. */
export function asConstant(argument: Argument): Constant | null {
  if (argument.kind === 'number') return constant([], [argument.value], argument.whole)
  if (argument.kind !== 'list' || argument.items.length === 0) return null
  const rows = argument.items.map(asConstant)
  const [first] = rows
  if (!first || rows.some((row) => row?.dims.join() !== first.dims.join())) return null
  const known = rows.flatMap((row) => (row ? [row] : []))
  const values = known.flatMap((row) => Array.from(row.values))
  return constant(
    [known.length, ...first.dims],
    values,
    known.every((row) => row.integer)
  )
}
