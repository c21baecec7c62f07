import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import { boundedJson } from '../boundedJson.ts'
import type { LambdaMeaning } from './lambda/lambda.ts'
import { addModel, type KerasLayer, type KerasOutput, StoredModel } from './layerList.ts'

/** A Keras configuration as a plain network: Keras 2 names, connections by layer name, models in models flattened. */
export interface KerasNetwork {
  /** The model file's name, for sentences. */
  source: string
  isKeras3: boolean
  /** The version of TensorFlow that it was made with; null where the file does not say. */
  tensorflow: 1 | 2 | null
  /** The layers of pictures, or that of a sequence of them. */
  pictures: KerasInput[]
  /** Further inputs, which are held constant. */
  otherInputs: KerasInput[]
  layers: KerasLayer[]
  outputs: KerasOutput[]
  /** What a person says of its Lambda layers, by their names. */
  lambdas?: ReadonlyMap<string, LambdaMeaning>
}

export interface KerasInput {
  name: string
  /** In Keras axis order, without the batch axis. */
  shape: number[]
}

const Shape = z.array(z.number().int().positive().nullable()).min(1)

/**
 * Reads a Keras `model_config` (Keras 1 to 3; Sequential or functional, models as layers too).
 * InputError names what is not understood.
 * @param version of Keras, where the file says it
 */
export function readKerasConfig(json: unknown, source: string, version: string | null = null): KerasNetwork {
  const parsed = StoredModel.safeParse(undoDoubleEncoding(json))
  if (!parsed.success) {
    throw new InputError(`'${source}' holds no Keras model configuration; save the whole model with model.save(…).`)
  }
  const layers: KerasLayer[] = []
  const { inputs, outputs } = addModel(layers, parsed.data, { prefix: '', weightsPrefix: '', source }, null)
  const named = inputs.map((name) => layers.find((layer) => layer.name === name)!)
  const shapes = named.map((layer) => ({ name: layer.name, shape: inputShape(layer, parsed.data.config, source) }))
  const pictures = picturesAmong(shapes)
  const isKeras3 = version === null ? hasModule(parsed.data) : /^3\./.test(version)
  return {
    source,
    isKeras3,
    tensorflow: isKeras3 ? 2 : tensorflowOf(version),
    pictures,
    otherInputs: shapes.filter((other) => !pictures.includes(other)),
    layers,
    outputs
  }
}

/** A sequence of pictures, or all single ones; a single input is taken for a picture whatever it is. */
function picturesAmong(inputs: readonly KerasInput[]): KerasInput[] {
  if (inputs.length === 1) return [...inputs]
  const sequence = inputs.find(({ shape }) => shape.length === 4)
  if (sequence) return [sequence]
  const single = inputs.filter(({ shape }) => shape.length === 3)
  return single.length > 0 ? single : inputs.slice(0, 1)
}

/**
 * Keras up to 2.2 ran on the first version of TensorFlow, 2.4 and later on the second; 2.3, and TensorFlow's own 2.2.4, on
 * either.
 */
function tensorflowOf(version: string | null): 1 | 2 | null {
  const [, major, minor = '0'] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? []
  if (!major) return null
  const isTensorflows = version!.endsWith('-tf')
  if (major === '1' || (Number(minor) <= 2 && !isTensorflows)) return 1
  return Number(minor) >= (isTensorflows ? 3 : 4) ? 2 : null
}

/** Keras 3 alone notes the module of each class, though not in .h5 files. */
function hasModule(model: unknown): boolean {
  return z.looseObject({ module: z.string() }).safeParse(model).success
}

/** Some exporters store JSON as a JSON string that holds JSON. */
function undoDoubleEncoding(json: unknown): unknown {
  if (typeof json !== 'string') return json
  try {
    return undoDoubleEncoding(boundedJson(json))
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
