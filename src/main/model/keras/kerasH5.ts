import { basename } from 'node:path'
import type { Group } from 'h5wasm/node'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Weights } from '../graph/graph.ts'
import { childGroup, floatDataset, listAttribute, readHdf5, textAttribute } from './hdf5.ts'
import { picturesIn } from './hdf5Pictures.ts'
import { readKerasConfig, type KerasNetwork } from './network.ts'
import { hasKeras3Weights, readKeras3Weights } from './keras3Weights.ts'
import { layerOfWeight } from './layerOfWeight.ts'
import type { StoredKerasModel } from './storedModel.ts'

/**
 * Reads a Keras `.h5` that holds configuration and weights (Keras 1.x, 2.x, 3.x, tf.keras).
 * @returns null for a file of weights alone, whose network lies elsewhere
 * @throws InputError for a damaged file, and for one that is no Keras model
 */
export async function readKerasH5(path: string): Promise<StoredKerasModel | null> {
  const source = basename(path)
  return readHdf5(path, (file) => {
    const config = textAttribute(file, 'model_config')
    if (config !== null) return weightsOf(file, readKerasConfig(config, source, textAttribute(file, 'keras_version')))
    if (listAttribute(file, 'layer_names') || hasKeras3Weights(file)) return null
    const pictures = picturesIn(file)
    throw new InputError(
      pictures
        ? `'${source}' is an HDF5 file of pictures ('${pictures.name}', ${pictures.shape.join(' x ')}) and not a Keras model; write them out as JPEG or PNG with a CSV that names them, and open their folder.`
        : `'${source}' is an HDF5 file, but not a Keras model; open a file written by model.save('model.h5').`
    )
  })
}

/** A network with its weights out of an HDF5 file: of a whole model, or of weights alone. */
export function weightsOf(file: Group, network: KerasNetwork): StoredKerasModel {
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
