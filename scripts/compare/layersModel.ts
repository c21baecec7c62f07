import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A layer of Keras as its configuration tells it, and the shapes of its weights by their names. */
export interface PlannedLayer {
  kind: string
  name: string
  config: Record<string, unknown>
  weights?: Record<string, readonly number[]>
}

/** Writes a TensorFlow.js layers model with weights that are the same each time. @returns its file */
export async function writeLayersModel(folder: string, layers: readonly PlannedLayer[]): Promise<string> {
  const specs = layers.flatMap(({ name, weights = {} }) =>
    Object.entries(weights).map(([weight, shape]) => ({ name: `${name}/${weight}`, shape, dtype: 'float32' }))
  )
  const values = specs.flatMap(({ shape }, seed) => {
    const fanIn = Math.max(1, product(shape.slice(0, -1)))
    return Array.from({ length: product(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) + 7 * seed) / Math.sqrt(fanIn))
  })
  const topology = {
    class_name: 'Sequential',
    config: {
      name: 'compared',
      layers: layers.map(({ kind, name, config }) => ({ class_name: kind, config: { name, ...config } }))
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js'
  }
  const document = {
    format: 'layers-model',
    modelTopology: topology,
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }]
  }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'weights.bin'), Float32Array.from(values))
  const file = join(folder, 'model.json')
  await writeFile(file, JSON.stringify(document))
  return file
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1)
}

const steering: PlannedLayer = { kind: 'Dense', name: 'steering', config: { units: 1, activation: 'linear' } }
const [height, width] = [24, 32]

/** A convolution and a dense layer, for drives that are about their reading. */
export const smallModel: readonly PlannedLayer[] = [
  {
    kind: 'Conv2D',
    name: 'maps',
    config: { ...convolution(), batch_input_shape: [null, height, width, 3] },
    weights: { kernel: [3, 3, 3, 4], bias: [4] }
  },
  { kind: 'Flatten', name: 'flat', config: {} },
  { ...steering, weights: { kernel: [11 * 15 * 4, 1], bias: [1] } }
]

/** The same convolution of each of five frames, and an LSTM over them. */
export const sequenceModel: readonly PlannedLayer[] = [
  {
    kind: 'TimeDistributed',
    name: 'maps',
    config: {
      batch_input_shape: [null, 5, height, width, 3],
      layer: { class_name: 'Conv2D', config: { name: 'each', ...convolution() } }
    },
    weights: { kernel: [3, 3, 3, 4], bias: [4] }
  },
  {
    kind: 'TimeDistributed',
    name: 'flat',
    config: { layer: { class_name: 'Flatten', config: { name: 'eachFlat' } } }
  },
  {
    kind: 'LSTM',
    name: 'memory',
    config: { units: 6, activation: 'tanh', recurrent_activation: 'sigmoid' },
    weights: { kernel: [11 * 15 * 4, 24], recurrent_kernel: [6, 24], bias: [24] }
  },
  { ...steering, weights: { kernel: [6, 1], bias: [1] } }
]

function convolution(): Record<string, unknown> {
  return { filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: 'valid', activation: 'relu' }
}
