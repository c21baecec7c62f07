import { z } from 'zod'

/** A tensor of a Keras model: the layer that makes it, in which of its calls, and which of its results (from 0 on). */
export interface TensorRef {
  layer: string
  call: number
  tensor: number
}

/** What one call of a layer takes: tensors, in order, and the arguments with `{ tensor: i }` in place of the i-th of them. */
export interface Call {
  tensors: TensorRef[]
  args: unknown[]
  kwargs: Record<string, unknown>
}

const KerasTensor = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.looseObject({ keras_history: z.tuple([z.string(), z.number(), z.number()]) })
})
const Keras3Call = z.object({ args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()).default({}) })
const Keras2Tensor = z.tuple([z.string(), z.number(), z.number()], z.unknown())

/** One entry of `inbound_nodes`: Keras 1 and 2 `[[name, node, tensor, arguments], …]`, Keras 3 `{args, kwargs}`. */
export function readCall(call: unknown): Call {
  const tensors: TensorRef[] = []
  const marked = ([layer, of, tensor]: readonly [string, number, number, ...unknown[]]): { tensor: number } => ({
    tensor: tensors.push({ layer, call: of, tensor }) - 1
  })
  /** The value with tensors taken out of it; a Keras 2 tensor among arguments is a list of name and places. */
  const without = (value: unknown, isKeras2: boolean): unknown => {
    const tensor = KerasTensor.safeParse(value)
    if (tensor.success) return marked(tensor.data.config.keras_history)
    if (!Array.isArray(value)) return value
    // What is not a tensor stands so in the place of the first argument: `1 - x`.
    if (isKeras2 && value[0] === '_CONSTANT_VALUE') return value[2]
    const old = isKeras2 ? Keras2Tensor.safeParse(value) : null
    if (old?.success) return marked(old.data)
    return value.map((part) => without(part, isKeras2))
  }
  const keywords = (given: unknown, isKeras2: boolean): Record<string, unknown> =>
    given && typeof given === 'object'
      ? Object.fromEntries(Object.entries(given).map(([name, value]) => [name, without(value, isKeras2)]))
      : {}
  if (Array.isArray(call)) {
    const entries: unknown[] = typeof call[0] === 'string' ? [call] : call
    const args = entries.map((entry) => without(entry, true))
    const [first] = entries
    return { tensors, args, kwargs: keywords(Array.isArray(first) ? first[3] : null, true) }
  }
  const stated = Keras3Call.safeParse(call)
  if (!stated.success) return { tensors, args: [], kwargs: {} }
  const args = stated.data.args.map((value) => without(value, false))
  return { tensors, args, kwargs: keywords(stated.data.kwargs, false) }
}

/** `input_layers` and `output_layers`: `[name, 0, 0]`, a list of those, or an object of those by the ends' own names. */
export function readEnds(ends: unknown, name?: string): (TensorRef & { name: string })[] {
  if (Array.isArray(ends)) {
    const [layer, call, tensor] = ends as unknown[]
    if (typeof layer !== 'string') return ends.flatMap((end) => readEnds(end, name))
    const count = (stated: unknown): number => (typeof stated === 'number' ? stated : 0)
    const which = count(tensor) > 0 ? `${layer}:${count(tensor)}` : layer
    return [{ layer, call: count(call), tensor: count(tensor), name: name ?? which }]
  }
  return ends && typeof ends === 'object' ? Object.entries(ends).flatMap(([key, end]) => readEnds(end, key)) : []
}
