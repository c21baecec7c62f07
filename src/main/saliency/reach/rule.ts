import type { OpOf, Shape } from '../../model/graph/graph.ts'
import type { ForwardType } from '../adjoint/rule.ts'

/** The numbers of one tensor, row-major: 1 for those that are read, 0 for the others. */
export type Marks = Uint8Array

/** What flows through one node on the way back from the steering. */
export interface Step<T extends ForwardType> {
  op: OpOf<T>
  /** Of the node. */
  shape: Shape
  /** Of the node's numbers, those that the steering depends on. */
  read: Marks
  /** Shapes of the node's inputs, in their order. */
  from: readonly Shape[]
  /** Values of the inputs that are constants of the graph; null for others. */
  constants: readonly (Float32Array | null)[]
}

/** Of the numbers of the input `which`, those that the numbers of `read` are made of. */
export type Rule<T extends ForwardType> = (step: Step<T>, which: number) => Marks

/** Rules of one family of layers. */
export type Rules<T extends ForwardType> = { [K in T]: Rule<K> }

export function marksOf(shape: Shape): Marks {
  return new Uint8Array(numbersIn(shape))
}

export function numbersIn(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1)
}
