import type * as TensorflowLayers from '@tensorflow/tfjs-layers'
import { layers } from './layers.ts'

/** A network that is being trained: [batch, 66, 200, 3] in, [batch, 1] out. */
export type Network = TensorflowLayers.LayersModel

/** A network with its rectified maps as further outputs, after the steering. It shares the network's weights. */
export function withFeatureMaps(network: Network): Network {
  const rectified = network.layers.filter((layer) => layer.getConfig()['activation'] === 'relu')
  return layers.model({ inputs: network.inputs, outputs: [...network.outputs, ...rectified.map(outputOf)] })
}

/** What comes out of a layer that has one output. */
export function outputOf({ output }: TensorflowLayers.layers.Layer): TensorflowLayers.SymbolicTensor {
  if (Array.isArray(output)) throw new Error('the layer has several outputs')
  return output
}

/**
 * DAVE-2 as Bojarski et al. have it (arXiv 1604.07316, figure 4), with seeded weights. Its dense layers are ELU: ten
 * ReLUs die together for some pictures, and then nothing explains the steering.
 */
export function createDave2(seed: number): Network {
  let next = seed
  const start = (): ReturnType<typeof layers.initializers.heNormal> => layers.initializers.heNormal({ seed: next++ })
  const conv = (name: string, filters: number, kernelSize: number, strides: number): TensorflowLayers.layers.Layer =>
    layers.layers.conv2d({ name, filters, kernelSize, strides, activation: 'relu', kernelInitializer: start() })
  const dense = (name: string, units: number): TensorflowLayers.layers.Layer =>
    layers.layers.dense({ name, units, activation: 'elu', kernelInitializer: start() })
  const network = layers.sequential({ name: 'dave2' })
  network.add(layers.layers.inputLayer({ name: 'picture', inputShape: [66, 200, 3] }))
  network.add(conv('conv1', 24, 5, 2))
  network.add(conv('conv2', 36, 5, 2))
  network.add(conv('conv3', 48, 5, 2))
  network.add(conv('conv4', 64, 3, 1))
  network.add(conv('conv5', 64, 3, 1))
  network.add(layers.layers.flatten({ name: 'flatten' }))
  network.add(dense('dense1', 100))
  network.add(dense('dense2', 50))
  network.add(dense('dense3', 10))
  network.add(layers.layers.dense({ name: 'steering', units: 1, kernelInitializer: start() }))
  return network
}
