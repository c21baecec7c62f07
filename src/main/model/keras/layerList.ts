import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import { type Call, readCall, readEnds, type TensorRef } from './connections.ts'
import { modernLayer } from './keras1Names.ts'

/** One call of a Keras layer. A layer that is called several times is in the list as often, with the same weights. */
export interface KerasLayer {
  /** In Keras 2 names. */
  className: string
  /** As the file has it; of the layer that stands for a model, the model's class. */
  storedClass: string
  /** Of a layer in a model that is a layer itself, `<model>/<layer>`; of a further call, `<layer>@2`. */
  name: string
  /** The layer's name without the number of the call: where its weights are. */
  weightsName: string
  config: Record<string, unknown>
  /** Names of the layers it takes its inputs from, in order. */
  inputs: string[]
  /** What the file has beside the inputs: an operation's numbers and slices. */
  call: Pick<Call, 'args' | 'kwargs'>
  /** Counted from 1, in the order of the file. */
  place: number
}

/** An output of the model: its own name, and the layer whose result it is. */
export interface KerasOutput {
  name: string
  layer: string
}

const Layer = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional()
})
type Layer = z.infer<typeof Layer>

const Layers = z.union([z.array(Layer), z.looseObject({ layers: z.array(Layer) })])
/** A model as it is stored: for itself, or as a layer of another. */
export const StoredModel = z.looseObject({ class_name: z.string(), config: Layers })
export type StoredModel = z.infer<typeof StoredModel>

/** Where a list of layers stands in the whole: what their names begin with, in this call and where their weights are. */
interface LayerScope {
  prefix: string
  weightsPrefix: string
  source: string
}

/** What one of a layer's results is called; the first has the layer's own name. */
function resultName(layer: string, result: number): string {
  return result > 0 ? `${layer}:${result}` : layer
}

/** The layer and the place of a result by its name; null for what is no further result. */
export function furtherResult(name: string): { layer: string; result: number } | null {
  const [, layer, result] = /^(.+):(\d+)$/.exec(name) ?? []
  return layer && result ? { layer, result: Number(result) } : null
}

/**
 * Adds the layers of a model. A model inside of a model becomes its layers, named `<model>/<layer>`, its input layers
 * pass on what the model is called with, and a layer of its own name, which does nothing, stands for its result.
 * @param given the layers that the model is called with; null for the whole model
 * @returns the names of its input layers, and its outputs
 * @throws InputError
 */
export function addModel(
  layers: KerasLayer[],
  { class_name: kind, config }: StoredModel,
  place: LayerScope,
  given: readonly string[] | null
): { inputs: string[]; outputs: KerasOutput[] } {
  const { prefix, source } = place
  const list = Array.isArray(config) ? config : config.layers
  if (list.length === 0) throw new InputError(`'${source}' holds a model without layers; save a trained model.`)
  const ends = kind === 'Sequential' ? null : functionalEnds(kind, config, source)
  const names = list.map((layer, i) => layer.name ?? nameIn(layer.config) ?? `layer_${i + 1}`)
  const counts = new Map(list.map((layer, i) => [names[i]!, layer.inbound_nodes?.length ?? 1]))
  // Files number the calls of a layer; where there is one, whatever the number is.
  const callName = ({ layer, call, tensor }: TensorRef): string =>
    resultName(prefix + ((counts.get(layer) ?? 1) > 1 && call > 0 ? `${layer}@${call + 1}` : layer), tensor)
  const entries = ends ? ends.inputs.map(({ layer }) => layer) : [names[0]!]
  const missing = entries.find((name) => !names.includes(name))
  if (missing) throw new InputError(`'${source}' names the input '${prefix}${missing}', which is none of its layers.`)

  list.forEach((layer, i) => {
    const name = names[i]!
    const entry = entries.indexOf(name)
    const calls = ends ? (layer.inbound_nodes ?? []).map(readCall) : []
    const single: Call = {
      tensors: i === 0 || ends ? [] : [{ layer: names[i - 1]!, call: 0, tensor: 0 }],
      args: [],
      kwargs: {}
    }
    for (const [call, { tensors, args, kwargs }] of (calls.length > 0 ? calls : [single]).entries()) {
      const inputs = entry >= 0 && given ? [given[entry] ?? given[0]!] : tensors.map(callName)
      const added = { name: callName({ layer: name, call, tensor: 0 }), weightsName: place.weightsPrefix + name }
      addLayer(layers, layer, { ...added, inputs, call: { args, kwargs } }, source)
    }
  })
  // A model that begins with a model: its own first layer is where the picture comes in.
  const first = entries.map(
    (name) => layers.find((layer) => layer.name.startsWith(`${prefix}${name}/`))?.name ?? prefix + name
  )
  const outputs = ends
    ? ends.outputs.map((end) => ({ name: end.name, layer: callName(end) }))
    : [{ name: names.at(-1)!, layer: prefix + names.at(-1)! }]
  return { inputs: first, outputs }
}

type Named = Pick<KerasLayer, 'name' | 'weightsName' | 'inputs' | 'call'>

const models: readonly string[] = ['Sequential', 'Functional', 'Model']

function addLayer(layers: KerasLayer[], stored: Layer, named: Named, source: string): void {
  const layer = distributed(stored)
  const { name, weightsName, inputs } = named
  const inner = StoredModel.safeParse(layer)
  if (!inner.success || !models.includes(layer.class_name)) {
    const modern = modernLayer(layer.class_name, layer.config)
    layers.push({ ...modern, ...named, storedClass: storedClassOf(layer), place: layers.length + 1 })
    return
  }
  const place = { prefix: `${name}/`, weightsPrefix: `${weightsName}/`, source }
  const { outputs } = addModel(layers, inner.data, place, inputs.length > 0 ? inputs : null)
  outputs.forEach((output, i) =>
    layers.push({
      ...named,
      name: resultName(name, i),
      className: 'InputLayer',
      storedClass: stored.class_name,
      config: {},
      inputs: [output.layer],
      place: layers.length + 1
    })
  )
}

const Wrapped = z.looseObject({
  class_name: z.literal('TimeDistributed'),
  config: z.looseObject({ layer: StoredModel })
})

/** Marks a layer that runs over a sequence because its model does: the file has it without that. */
const byModel = 'lanegaze_by_model'

function storedClassOf({ class_name, config }: Layer): string {
  const inner = z.object({ layer: Layer, [byModel]: z.literal(true) }).safeParse(config)
  return inner.success ? inner.data.layer.class_name : class_name
}

/** The name in a layer's configuration. */
function nameIn({ name }: Record<string, unknown>): string | null {
  if (name === undefined || name === null) return null
  return typeof name === 'string' ? name : JSON.stringify(name)
}

/** A model that runs over a sequence is a model of layers that do. */
function distributed(layer: Layer): Layer {
  const wrapped = Wrapped.safeParse(layer)
  const inner = wrapped.data?.config.layer
  if (!inner || !models.includes(inner.class_name)) return layer
  const { config } = inner
  const each = (one: Layer): Layer =>
    one.class_name === 'InputLayer'
      ? one
      : { ...one, class_name: 'TimeDistributed', config: { layer: one, [byModel]: true } }
  const layers = (Array.isArray(config) ? config : config.layers).map((one) => ({
    ...each(one),
    name: one.name ?? nameIn(one.config) ?? ''
  }))
  const frame = Array.isArray(config) ? {} : config
  return { ...layer, class_name: inner.class_name, config: { ...frame, layers } }
}

type Ends = ReturnType<typeof readEnds>

function functionalEnds(kind: string, config: unknown, source: string): { inputs: Ends; outputs: Ends } {
  const ends = z.looseObject({ input_layers: z.unknown(), output_layers: z.unknown() }).safeParse(config)
  if (!ends.success || ends.data.output_layers === undefined) {
    throw new InputError(`'${source}' holds a ${kind}, which is not a Sequential or functional Keras model.`)
  }
  return { inputs: readEnds(ends.data.input_layers), outputs: readEnds(ends.data.output_layers) }
}
