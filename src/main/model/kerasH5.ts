import { basename } from 'node:path'
import type { Group } from 'h5wasm/node'
import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import type { Weights } from './graph.ts'
import { childGroup, floatDataset, listAttribute, readHdf5, textAttribute } from './hdf5.ts'
import { readKerasConfig, type KerasNetwork } from './kerasNetwork.ts'
import type { StoredKerasModel } from './storedKerasModel.ts'

/**
 * Reads a Keras `.h5` that holds configuration and weights (Keras 1.x, 2.x, tf.keras).
 * @throws InputError for a damaged file, and for one that holds weights only
 */
export async function readKerasH5(path: string): Promise<StoredKerasModel> {
  const source = basename(path)
  return readHdf5(path, (file) => {
    const config = textAttribute(file, 'model_config')
    if (config === null) {
      throw new InputError(
        listAttribute(file, 'layer_names')
          ? `'${source}' holds only weights, not the network they belong to; save the whole model with model.save('model.h5').`
          : `'${source}' is an HDF5 file, but not a Keras model; open a file written by model.save('model.h5').`
      )
    }
    const network = readKerasConfig(config, source)
    const group = childGroup(file, 'model_weights')
    if (!group) {
      throw new InputError(
        `'${source}' holds a network without its weights; save the whole model with model.save('model.h5').`
      )
    }
    return { network, weights: readWeights(group, flipsKernels(file, group)), warnings: orientationWarnings(network) }
  })
}

function readWeights(group: Group, flip: boolean): Map<string, Weights[]> {
  const weights = new Map<string, Weights[]>()
  for (const layer of listAttribute(group, 'layer_names') ?? group.keys()) {
    const inside = childGroup(group, layer)
    const names = inside ? (listAttribute(inside, 'weight_names') ?? []) : []
    const arrays = names.map((name) => {
      const array = floatDataset(inside!, name)
      if (!array)
        throw new InputError(`The weights '${name}' of the layer '${layer}' are missing; save the model again.`)
      return flip && array.shape.length === 4 ? flipped(array) : array
    })
    weights.set(layer, arrays)
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
