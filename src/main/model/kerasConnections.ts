import { z } from 'zod'

/** The layers that one entry of `inbound_nodes` names: Keras 1 and 2 `[[name, node, tensor, …], …]`, Keras 3 `{args}`. */
export function callInputs(call: unknown): string[] {
  if (Array.isArray(call)) {
    const entries: unknown[] = typeof call[0] === 'string' ? [call] : call
    return entries.flatMap((entry) => (Array.isArray(entry) && typeof entry[0] === 'string' ? [entry[0]] : []))
  }
  const tensors = z.object({ args: z.array(z.unknown()) }).safeParse(call)
  return tensors.success ? histories(tensors.data.args) : []
}

const KerasTensor = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.looseObject({ keras_history: z.tuple([z.string(), z.number(), z.number()]) })
})

/** The layers that made the tensors among the arguments of a call. */
function histories(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(histories)
  const tensor = KerasTensor.safeParse(value)
  return tensor.success ? [tensor.data.config.keras_history[0]] : []
}

/** `input_layers` and `output_layers`: `[name, 0, 0]`, a list of those, or an object of those. */
export function endNames(ends: unknown): string[] {
  if (Array.isArray(ends)) return typeof ends[0] === 'string' ? [ends[0]] : ends.flatMap(endNames)
  return ends && typeof ends === 'object' ? Object.values(ends).flatMap(endNames) : []
}
