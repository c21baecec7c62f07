import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import { callInputs, endNames } from './kerasConnections.ts'
import { modernLayer } from './keras1Names.ts'

/** A Keras configuration as a plain network: Keras 2 names, connections by layer name, models in models flattened. */
export interface KerasNetwork {
  /** The model file's name, for sentences. */
  source: string
  isKeras3: boolean
  /** The picture's layer, and its shape in Keras axis order, without the batch axis. */
  input: KerasInput
  /** Further inputs, which are held constant. */
  otherInputs: KerasInput[]
  layers: KerasLayer[]
  /** Names of the layers whose results are the model's. */
  outputs: string[]
}

export interface KerasInput {
  name: string
  shape: number[]
}

export interface KerasLayer {
  /** In Keras 2 names. */
  className: string
  /** As the file has it; of the layer that stands for a model, the model's class. */
  storedClass: string
  /** Of a layer in a model that is a layer itself, `<model>/<layer>`. */
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
type Layer = z.infer<typeof Layer>

const Layers = z.union([z.array(Layer), z.looseObject({ layers: z.array(Layer) })])
const Model = z.looseObject({ class_name: z.string(), config: Layers })
type Model = z.infer<typeof Model>

const Shape = z.array(z.number().int().positive().nullable()).min(1)

/**
 * Reads a Keras `model_config` (Keras 1 to 3; Sequential or functional, models as layers too).
 * InputError names what is not understood.
 */
export function readKerasConfig(json: unknown, source: string): KerasNetwork {
  const parsed = Model.safeParse(undoDoubleEncoding(json))
  if (!parsed.success) {
    throw new InputError(`'${source}' holds no Keras model configuration; save the whole model with model.save(…).`)
  }
  const layers: KerasLayer[] = []
  const { inputs, outputs } = addModel(layers, parsed.data, '', null, source)
  const named = inputs.map((name) => layers.find((layer) => layer.name === name)!)
  const shapes = named.map((layer) => ({ name: layer.name, shape: inputShape(layer, parsed.data.config, source) }))
  const pictures = shapes.filter(({ shape }) => shape.length === 3 || shape.length === 4)
  const [input] = pictures.length > 0 ? pictures : shapes
  if (!input || pictures.length > 1) {
    throw new InputError(
      `'${source}' takes ${shapes.length} inputs (${inputs.join(', ')}), ${pictures.length} of them pictures; open a model that takes one picture.`
    )
  }
  return {
    source,
    isKeras3: isKeras3(parsed.data),
    input,
    otherInputs: shapes.filter((other) => other !== input),
    layers,
    outputs
  }
}

/**
 * Adds the layers of a model. A model inside of a model becomes its layers, named `<model>/<layer>`, its input layers
 * pass on what the model is called with, and a layer of its own name, which does nothing, stands for its result.
 * @param given the layers that the model is called with; null for the whole model
 * @returns the names of its input layers and of the layers with its results
 */
function addModel(
  layers: KerasLayer[],
  { class_name: kind, config }: Model,
  prefix: string,
  given: readonly string[] | null,
  source: string
): { inputs: string[]; outputs: string[] } {
  const list = Array.isArray(config) ? config : config.layers
  if (list.length === 0) throw new InputError(`'${source}' holds a model without layers; save a trained model.`)
  const isSequential = kind === 'Sequential'
  const ends = isSequential ? null : functionalEnds(kind, config, source)
  const names = list.map((layer, i) => `${prefix}${layer.name ?? String(layer.config['name'] ?? `layer_${i + 1}`)}`)
  const entries = ends ? ends.inputs.map((name) => prefix + name) : [names[0]!]
  list.forEach((layer, i) => {
    const name = names[i]!
    const entry = entries.indexOf(name)
    const inside = isSequential
      ? i === 0
        ? []
        : [names[i - 1]!]
      : callsOf(layer, name, source).map((of) => prefix + of)
    addLayer(layers, layer, name, entry >= 0 && given ? [given[entry] ?? given[0]!] : inside, source)
  })
  const missing = entries.find((name) => !names.includes(name))
  if (missing) throw new InputError(`'${source}' names the input '${missing}', which is none of its layers.`)
  // A model that begins with a model: its own first layer is where the picture comes in.
  const first = entries.map((name) => layers.find((layer) => layer.name.startsWith(`${name}/`))?.name ?? name)
  return { inputs: first, outputs: ends ? ends.outputs.map((name) => prefix + name) : [names.at(-1)!] }
}

function addLayer(layers: KerasLayer[], stored: Layer, name: string, inputs: string[], source: string): void {
  const layer = distributed(stored)
  const inner = Model.safeParse(layer)
  if (inner.success && ['Sequential', 'Functional', 'Model'].includes(layer.class_name)) {
    const { outputs } = addModel(layers, inner.data, `${name}/`, inputs.length > 0 ? inputs : null, source)
    if (outputs.length !== 1) {
      throw new InputError(`The model '${name}' inside of '${source}' has ${outputs.length} outputs; save it with one.`)
    }
    const storedClass = stored.class_name
    layers.push({ className: 'InputLayer', storedClass, name, config: {}, inputs: outputs, place: layers.length + 1 })
    return
  }
  const modern = modernLayer(layer.class_name, layer.config)
  layers.push({ ...modern, storedClass: storedClassOf(layer), name, inputs, place: layers.length + 1 })
}

const Wrapped = z.looseObject({ class_name: z.literal('TimeDistributed'), config: z.looseObject({ layer: Model }) })

/** Marks a layer that runs over a sequence because its model does: the file has it without that. */
const byModel = 'lanegaze_by_model'

function storedClassOf({ class_name, config }: Layer): string {
  const inner = z.object({ layer: Layer, [byModel]: z.literal(true) }).safeParse(config)
  return inner.success ? inner.data.layer.class_name : class_name
}

/** A model that runs over a sequence is a model of layers that do. */
function distributed(layer: Layer): Layer {
  const wrapped = Wrapped.safeParse(layer)
  const inner = wrapped.data?.config.layer
  if (!inner || !['Sequential', 'Functional', 'Model'].includes(inner.class_name)) return layer
  const { config } = inner
  const each = (one: Layer): Layer =>
    one.class_name === 'InputLayer'
      ? one
      : { ...one, class_name: 'TimeDistributed', config: { layer: one, [byModel]: true } }
  const layers = (Array.isArray(config) ? config : config.layers).map((one) => ({
    ...each(one),
    name: one.name ?? String(one.config['name'] ?? '')
  }))
  const frame = Array.isArray(config) ? {} : config
  return { ...layer, class_name: inner.class_name, config: { ...frame, layers } }
}

function callsOf(layer: Layer, name: string, source: string): string[] {
  const calls = layer.inbound_nodes ?? []
  if (calls.length > 1) {
    throw new InputError(
      `The layer '${name}' of '${source}' is shared: it is called ${calls.length} times; save a model in which every layer is called once.`
    )
  }
  return callInputs(calls[0])
}

function functionalEnds(kind: string, config: unknown, source: string): { inputs: string[]; outputs: string[] } {
  const ends = z.looseObject({ input_layers: z.unknown(), output_layers: z.unknown() }).safeParse(config)
  if (!ends.success || ends.data.output_layers === undefined) {
    throw new InputError(`'${source}' holds a ${kind}, which is not a Sequential or functional Keras model.`)
  }
  return { inputs: endNames(ends.data.input_layers), outputs: endNames(ends.data.output_layers) }
}

/** Keras 3 alone notes the module of each class. */
function isKeras3(model: unknown): boolean {
  return z.looseObject({ module: z.string() }).safeParse(model).success
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
