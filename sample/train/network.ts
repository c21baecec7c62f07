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
function outputOf({ output }: TensorflowLayers.layers.Layer): TensorflowLayers.SymbolicTensor {
  if (Array.isArray(output)) throw new Error('the layer has several outputs')
  return output
}

/**
 * DAVE-2 as Bojarski et al. have it (arXiv 1604.07316, figure 4), with seeded weights. Its dense layers are ELU: ten
 * ReLUs die together for some pictures, and then nothing explains the steering.
 */
export function createDave2(seed: number): Network {
  return createNetwork(seed, 'dave2', (network, conv) =>
    network.add(layers.layers.conv2d({ ...conv, activation: 'relu' }))
  )
}

/** DAVE-2 with batch normalisation (Ioffe & Szegedy 2015, arXiv 1502.03167) between each convolution and its ReLU. */
export function createNormalisedDave2(seed: number): Network {
  return createNetwork(seed, 'dave2-normalised', (network, conv) => {
    network.add(layers.layers.conv2d({ ...conv, useBias: false }))
    network.add(layers.layers.batchNormalization({ name: `${conv.name}/norm`, momentum: 0.97 }))
    network.add(layers.layers.activation({ name: `${conv.name}/relu`, activation: 'relu' }))
  })
}

const convolutions = [
  { name: 'conv1', filters: 24, kernelSize: 5, strides: 2 },
  { name: 'conv2', filters: 36, kernelSize: 5, strides: 2 },
  { name: 'conv3', filters: 48, kernelSize: 5, strides: 2 },
  { name: 'conv4', filters: 64, kernelSize: 3, strides: 1 },
  { name: 'conv5', filters: 64, kernelSize: 3, strides: 1 }
] as const

type Convolution = (typeof convolutions)[number] & {
  kernelInitializer: ReturnType<typeof layers.initializers.heNormal>
}

function createNetwork(
  seed: number,
  name: string,
  addConvolution: (network: TensorflowLayers.Sequential, conv: Convolution) => void
): Network {
  let next = seed
  const start = (): ReturnType<typeof layers.initializers.heNormal> => layers.initializers.heNormal({ seed: next++ })
  const dense = (name: string, units: number): TensorflowLayers.layers.Layer =>
    layers.layers.dense({ name, units, activation: 'elu', kernelInitializer: start() })
  const network = layers.sequential({ name })
  network.add(layers.layers.inputLayer({ name: 'picture', inputShape: [66, 200, 3] }))
  for (const conv of convolutions) addConvolution(network, { ...conv, kernelInitializer: start() })
  network.add(layers.layers.flatten({ name: 'flatten' }))
  network.add(dense('dense1', 100))
  network.add(dense('dense2', 50))
  network.add(dense('dense3', 10))
  network.add(layers.layers.dense({ name: 'steering', units: 1, kernelInitializer: start() }))
  return network
}
