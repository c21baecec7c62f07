import { z } from 'zod'
import { type Argument, list, none, number } from './functions/argument.ts'
import type { LayerFunctions } from './functions/layerFunctions.ts'
import type { LayerCall } from './layerCall.ts'

/** What a file has among the arguments of an operation. */

const Tensor = z.object({ tensor: z.number() })
const Stored = z.looseObject({
  class_name: z.enum(['__tensor__', '__numpy__']),
  config: z.looseObject({ value: z.unknown() })
})
const Items = z.looseObject({ class_name: z.enum(['__tuple__', 'TensorShape']), items: z.array(z.unknown()) })
const Ellipsis = z.looseObject({ class_name: z.literal('__ellipsis__') })
const bound = z.number().int().nullish()
const Bounds = z.looseObject({ start: bound, stop: bound, step: bound })
const Slice = z.union([
  z.looseObject({ class_name: z.literal('__slice__'), config: Bounds }).transform(({ config }) => config),
  Bounds.refine((object) => 'start' in object && 'stop' in object)
])

/** One argument; tensors of the model are those that the layer is called with. InputError where it is something else. */
export function readArgument(call: LayerCall, functions: LayerFunctions, stored: unknown): Argument {
  const read = (one: unknown): Argument => readArgument(call, functions, one)
  if (stored === null || stored === undefined) return none
  if (typeof stored === 'number') return number(stored)
  if (typeof stored === 'boolean') return number(stored ? 1 : 0)
  if (typeof stored === 'string') return { kind: 'text', value: stored }
  if (Array.isArray(stored)) return list(stored.map(read))
  const tensor = Tensor.safeParse(stored)
  if (tensor.success) return functions.taken(call.inputs[tensor.data.tensor]!)
  const value = Stored.safeParse(stored)
  if (value.success) return read(value.data.config.value)
  const items = Items.safeParse(stored)
  if (items.success) return list(items.data.items.map(read))
  if (Ellipsis.safeParse(stored).success) return { kind: 'ellipsis' }
  const slice = Slice.safeParse(stored)
  if (slice.success) {
    const { start, stop, step } = slice.data
    return { kind: 'slice', start: start ?? null, stop: stop ?? null, step: step ?? null }
  }
  return call.refuse('takes something else than tensors and numbers', 'save the model without it')
}
