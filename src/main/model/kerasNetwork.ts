import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import { modernLayer } from './keras1Names.ts'

/** A Keras configuration as a plain network: Keras 2 names, one input, connections by layer name. */
export interface KerasNetwork {
  /** The model file's name, for sentences. */
  source: string
  /** Keras axis order, without the batch axis. */
  inputShape: number[]
  layers: KerasLayer[]
  /** Names of the layers whose results are the model's. */
  outputs: string[]
}

export interface KerasLayer {
  className: string
  name: string
  config: Record<string, unknown>
  /** Names of the layers it takes its inputs from, in order. */
  inputs: string[]
  /** Counted from 1, in the order of the file. */
  place: number
}

const Layer = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional()
})
const Model = z.object({
  class_name: z.string(),
  config: z.union([z.array(Layer), z.looseObject({ layers: z.array(Layer) })])
})
const Shape = z.array(z.number().int().positive().nullable()).min(2)

/**
 * Reads a Keras `model_config` (Keras 1 to 3; Sequential or functional, one picture input).
 * InputError names what is not understood.
 */
export function readKerasConfig(json: unknown, source: string): KerasNetwork {
  const parsed = Model.safeParse(undoDoubleEncoding(json))
  if (!parsed.success) {
    throw new InputError(`'${source}' holds no Keras model configuration; save the whole model with model.save(…).`)
  }
  const { class_name: kind, config } = parsed.data
  const list = Array.isArray(config) ? config : config.layers
  const layers = list.map((layer, index): KerasLayer => {
    const calls = layer.inbound_nodes ?? []
    const name = layer.name ?? String(layer.config['name'] ?? `layer_${index + 1}`)
    if (calls.length > 1) {
      throw new InputError(
        `The layer '${name}' of '${source}' is shared: it is called ${calls.length} times; save a model in which every layer is called once.`
      )
    }
    const modern = modernLayer(layer.class_name, layer.config)
    return { ...modern, name, inputs: callInputs(calls[0]), place: index + 1 }
  })
  if (layers.length === 0) throw new InputError(`'${source}' holds a model without layers; save a trained model.`)

  if (kind === 'Sequential') {
    layers.forEach((layer, index) => {
      layer.inputs = index === 0 ? [] : [layers[index - 1]!.name]
    })
    return { source, inputShape: inputShape(layers[0]!, config, source), layers, outputs: [layers.at(-1)!.name] }
  }
  const ends = z.looseObject({ input_layers: z.unknown(), output_layers: z.unknown() }).safeParse(config)
  if (!ends.success)
    throw new InputError(`'${source}' holds a ${kind}, which is not a Sequential or functional Keras model.`)
  const inputs = endNames(ends.data.input_layers)
  if (inputs.length !== 1) {
    throw new InputError(
      `'${source}' takes ${inputs.length} inputs (${inputs.join(', ')}); open a model whose only input is one picture.`
    )
  }
  const first = layers.find((layer) => layer.name === inputs[0])
  if (!first) throw new InputError(`'${source}' names the input '${inputs[0]}', which is none of its layers.`)
  return { source, inputShape: inputShape(first, config, source), layers, outputs: endNames(ends.data.output_layers) }
}

/** Some exporters store JSON as a JSON string that holds JSON. */
function undoDoubleEncoding(json: unknown): unknown {
  if (typeof json !== 'string') return json
  try {
    return undoDoubleEncoding(JSON.parse(json))
  } catch {
    return null
  }
}

function inputShape(first: KerasLayer, config: unknown, source: string): number[] {
  const whole = z.looseObject({ build_input_shape: z.unknown().optional() }).safeParse(config)
  const stated =
    first.config['batch_input_shape'] ??
    first.config['batch_shape'] ??
    (whole.success ? whole.data.build_input_shape : null)
  const shape = Shape.safeParse(Array.isArray(stated) && Array.isArray(stated[0]) ? stated[0] : stated)
  const fixed = shape.success ? shape.data.slice(1).filter((size) => size !== null) : []
  if (!shape.success || fixed.length !== shape.data.length - 1) {
    throw new InputError(
      `'${source}' does not state the size of the picture it takes; save it with a fixed input shape such as (66, 200, 3).`
    )
  }
  return fixed
}

/** The layers that one entry of `inbound_nodes` names: Keras 1 and 2 `[[name, node, tensor, …], …]`, Keras 3 `{args}`. */
function callInputs(call: unknown): string[] {
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
function endNames(ends: unknown): string[] {
  if (Array.isArray(ends)) return typeof ends[0] === 'string' ? [ends[0]] : ends.flatMap(endNames)
  return ends && typeof ends === 'object' ? Object.values(ends).flatMap(endNames) : []
}
