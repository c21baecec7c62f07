import { z } from 'zod'
import type { Subscript } from '../lambda.ts'
import type { LayerCall, Value } from './layerCall.ts'

/** Numbers in a file among the arguments of an operation, row-major. */
export interface Numbers {
  shape: number[]
  values: number[]
}

const Tensor = z.object({ tensor: z.number() })
const Stored = z.looseObject({
  class_name: z.enum(['__tensor__', '__numpy__']),
  config: z.looseObject({ value: z.unknown() })
})

/** An argument: a tensor of the model, or numbers. InputError where it is something else. */
export function operand(call: LayerCall, argument: unknown): Value | Numbers {
  const tensor = Tensor.safeParse(argument)
  if (tensor.success) return call.inputs[tensor.data.tensor]!
  const stored = Stored.safeParse(argument)
  const found = numbers(stored.success ? stored.data.config.value : argument)
  return found ?? call.refuse('takes something else than tensors and numbers', 'save the model without it')
}

export function isNumbers(given: Value | Numbers): given is Numbers {
  return 'values' in given
}

/** Numbers in lists of lists; null where there is anything else. */
function numbers(nested: unknown): Numbers | null {
  if (typeof nested === 'number') return { shape: [], values: [nested] }
  if (!Array.isArray(nested) || nested.length === 0) return null
  const rows = nested.map(numbers)
  const [first] = rows
  if (!first || rows.some((row) => row?.shape.join() !== first.shape.join())) return null
  return { shape: [rows.length, ...first.shape], values: rows.flatMap((row) => row!.values) }
}

const bound = z.number().int().nullish()
const bounds = z
  .looseObject({ start: bound, stop: bound, step: bound })
  .transform(({ start, stop, step }) => ({ start: start ?? null, stop: stop ?? null, step: step ?? null }))
const Part = z.union([
  z.number().int(),
  z.looseObject({ class_name: z.literal('__ellipsis__') }).transform(() => 'ellipsis' as const),
  z.looseObject({ class_name: z.literal('__slice__'), config: bounds }).transform(({ config }) => config),
  bounds
])
const Parts = z.union([
  z.array(Part).min(1),
  z.looseObject({ class_name: z.literal('__tuple__'), items: z.array(Part).min(1) }).transform(({ items }) => items)
])

/** What stands between the brackets of `x[…]`; null where it is something else than slices and places. */
export function subscriptOf(argument: unknown): Subscript | null {
  const several = Parts.safeParse(argument)
  if (several.success) return several.data
  const one = Part.safeParse(argument)
  return one.success ? [one.data] : null
}
