import type { Pair } from '../../graph/graph.ts'
import type { OperatorCall, OperatorImporter } from '../../lowering/call.ts'
import type { Folders } from '../../lowering/folding.ts'

/** An operator of PyTorch's library ATen, by its name without overload and without the `_` of those that work in place. */
export interface AtenOperator {
  /**
   * The names that its tensors have in PyTorch's schema (native_functions.yaml), in the order in which the importer takes
   * them; one that ends in `*` is a list. All other arguments are attributes, truths as 0 and 1.
   */
  tensors: readonly string[]
  importer: OperatorImporter
  /** How it is worked out where all of its tensors are known. */
  folder?: Folders
}

export type AtenOperators = Readonly<Record<string, AtenOperator>>

/** Sizes, strides and pads beyond this are of no network. */
const mostExtent = 2 ** 20

/**
 * The whole numbers of an attribute, or null where it is left out. Those that depend on the size of the batch are operands:
 * the attribute `<name>@` has their places, and -1 for the others.
 */
export function numbersAt(call: OperatorCall, name: string): number[] | null {
  const stated = call.ints(name)
  if (!stated) return null
  const places = call.ints(`${name}@`)
  const values = stated.map((value, i) => ((places?.[i] ?? -1) < 0 ? value : call.constant(places![i]!).values[0]!))
  if (values.every(Number.isInteger)) return values
  return call.refuse(`has ${values.join(', ')} for '${name}'`, 'export the model again')
}

export function numberAt(call: OperatorCall, name: string, fallback: number): number {
  const value = numbersAt(call, name)?.[0] ?? call.float(name, fallback)
  return Number.isInteger(value) ? value : call.refuse(`has ${value} for '${name}'`, 'export the model again')
}

export const isSet = (call: OperatorCall, name: string, fallback = false): boolean =>
  call.int(name, fallback ? 1 : 0) !== 0

/** Height and width of an attribute, none below `least`; one number is both. */
export function pairAt(call: OperatorCall, name: string, fallback: Pair, least = 0): Pair {
  const stated = extentsAt(call, name, least)
  const [y, x = y] = stated
  if (y === undefined || x === undefined) return fallback
  if (stated.length <= 2) return [y, x]
  return call.refuse(`has '${name}' of ${stated.length} axes, where pictures have 2`, 'export a model of pictures')
}

/** Numbers of pixels, none below `least`; none where the attribute is left out. */
export function extentsAt(call: OperatorCall, name: string, least: number): number[] {
  const stated = numbersAt(call, name) ?? (call.operator.attributes.has(name) ? [numberAt(call, name, 0)] : [])
  if (stated.every((value) => value >= least && value <= mostExtent)) return stated
  return call.refuse(`has ${stated.join(', ')} for '${name}'`, 'export the model again')
}

/** An axis of the first operand, counted from its first. */
export function axisAt(call: OperatorCall, name: string, rank: number, fallback = 0): number {
  const stated = numberAt(call, name, fallback)
  const axis = stated < 0 ? stated + rank : stated
  if (axis >= 0 && axis < rank) return axis
  return call.refuse(`has the axis ${stated}, which its input lacks`, 'export the model again')
}

/** Whole numbers that have to be stated. */
export function statedAt(call: OperatorCall, name: string): number[] {
  return numbersAt(call, name) ?? call.refuse(`does not say its ${name}`, 'export the model again')
}

/** An operator of one tensor, which PyTorch calls `self`. */
export function ofSelf(importer: OperatorImporter, folder?: Folders): AtenOperator {
  return { tensors: ['self'], importer, ...(folder && { folder }) }
}
