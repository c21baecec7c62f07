import type { Group } from 'h5wasm/node'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Weights } from '../graph/graph.ts'
import type { KerasNetwork } from './architecture.ts'
import { childGroup, floatDataset, listAttribute, textAttribute } from './hdf5.ts'
import type { StoredKerasModel } from './kerasModel.ts'
import { hasKeras3Weights, readKeras3Weights } from './keras3Weights.ts'
import { layerOfWeight } from './layerOfWeight.ts'

/** Whether an HDF5 file holds weights of Keras, with their network or without it. */
export function hasWeights(file: Group): boolean {
  return listAttribute(file, 'layer_names') !== null || hasKeras3Weights(file)
}

/** A network with its weights out of an HDF5 file: of a whole model, or of weights alone. */
export function weightsOf(file: Group, network: KerasNetwork): Omit<StoredKerasModel, 'files'> {
  if (hasKeras3Weights(file)) return { network, weights: readKeras3Weights(file, network), warnings: [] }
  const group = childGroup(file, 'model_weights') ?? file
  if (!listAttribute(group, 'layer_names')) {
    throw new InputError(
      `'${network.source}' holds a network without its weights; save the whole model with model.save('model.h5').`
    )
  }
  const weights = readWeights(group, network, flipsKernels(file, group))
  return { network, weights, warnings: orientationWarnings(network) }
}

function readWeights(group: Group, network: KerasNetwork, flip: boolean): Map<string, Weights[]> {
  const weights = new Map<string, Weights[]>()
  for (const layer of listAttribute(group, 'layer_names') ?? []) {
    const inside = childGroup(group, layer)
    const names = inside ? (listAttribute(inside, 'weight_names') ?? []) : []
    // The weights of a model that is a layer lie in one group.
    const within = [...new Set(network.layers.map(({ weightsName }) => weightsName))].filter((name) =>
      name.startsWith(`${layer}/`)
    )
    for (const name of names) {
      const array = floatDataset(inside!, name)
      // The count of a Normalization layer and the seeds of augmentation are whole numbers.
      if (array === 'integers') continue
      if (!array)
        throw new InputError(`The weights '${name}' of the layer '${layer}' are missing; save the model again.`)
      const owner = layerOfWeight(`${layer}/${name}`, within) ?? layer
      weights.set(owner, [...(weights.get(owner) ?? []), flip && array.shape.length === 4 ? flipped(array) : array])
    }
  }
  return weights
}

/** Theano convolved with the kernel turned by 180 degrees; Keras 2 notes the backend, Keras 1 does not. */
function flipsKernels(...places: Group[]): boolean {
  return places.some((place) => textAttribute(place, 'backend') === 'theano')
}

/** Keras 1 models with channels first may come from Theano or from TensorFlow, and the file does not say. */
function orientationWarnings(network: KerasNetwork): Warning[] {
  if (!network.layers.some(({ className, config }) => className === 'Conv2D' && config['dim_ordering'] === 'th'))
    return []
  return [
    {
      code: 'kernel-orientation',
      message: `'${network.source}' does not say whether Theano or TensorFlow trained it; its kernels are read as TensorFlow's, so compare the predicted with the recorded steering.`
    }
  ]
}

/** A kernel [kh, kw, a, b] turned by 180 degrees. */
function flipped(kernel: Weights): Weights {
  const [height = 1, width = 1] = kernel.shape
  const block = kernel.data.length / (height * width)
  const data = new Float32Array(kernel.data.length)
  for (let i = 0; i < height * width; i++) {
    data.set(kernel.data.subarray(i * block, (i + 1) * block), (height * width - 1 - i) * block)
  }
  return { shape: kernel.shape, data }
}
