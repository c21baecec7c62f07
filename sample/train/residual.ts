import type * as TensorflowLayers from '@tensorflow/tfjs-layers'
import { layers } from './layers.ts'
import { type Network, outputOf } from './network.ts'

type Symbolic = TensorflowLayers.SymbolicTensor
type Layer = TensorflowLayers.layers.Layer

/**
 * A small residual network (He et al. 2016, arXiv 1512.03385) with batch normalisation after each convolution, with
 * seeded weights: [batch, 66, 200, 3] in, [batch, 1] out. It has nothing in common with DAVE-2 but what goes in and
 * comes out.
 */
export function createResidual(seed: number): Network {
  let next = seed
  const start = (): ReturnType<typeof layers.initializers.heNormal> => layers.initializers.heNormal({ seed: next++ })
  const after = (from: Symbolic | Symbolic[], layer: Layer): Symbolic => {
    layer.apply(from)
    return outputOf(layer)
  }
  const convolved = (from: Symbolic, name: string, filters: number, kernelSize: number, strides: number): Symbolic => {
    const options = { name, filters, kernelSize, strides, padding: 'same', useBias: false } as const
    const maps = after(from, layers.layers.conv2d({ ...options, kernelInitializer: start() }))
    return after(maps, layers.layers.batchNormalization({ name: `${name}/norm`, momentum: 0.97 }))
  }
  const rectified = (from: Symbolic, name: string): Symbolic =>
    after(from, layers.layers.activation({ name, activation: 'relu' }))
  const block = (from: Symbolic, name: string, filters: number): Symbolic => {
    const first = rectified(convolved(from, `${name}/conv1`, filters, 3, 2), `${name}/relu1`)
    const second = convolved(first, `${name}/conv2`, filters, 3, 1)
    const past = convolved(from, `${name}/past`, filters, 1, 2)
    return rectified(after([second, past], layers.layers.add({ name: `${name}/sum` })), `${name}/relu2`)
  }
  const dense = (from: Symbolic, name: string, units: number): Symbolic =>
    after(from, layers.layers.dense({ name, units, activation: 'elu', kernelInitializer: start() }))

  const picture = layers.input({ name: 'picture', shape: [66, 200, 3] })
  let maps = rectified(convolved(picture, 'stem', 16, 5, 2), 'stem/relu')
  for (const [i, filters] of [24, 40, 56].entries()) maps = block(maps, `block${i + 1}`, filters)
  const flat = after(maps, layers.layers.flatten({ name: 'flatten' }))
  const known = dense(dense(flat, 'dense1', 48), 'dense2', 16)
  const steering = layers.layers.dense({ name: 'steering', units: 1, kernelInitializer: start() })
  return layers.model({ name: 'residual', inputs: picture, outputs: after(known, steering) })
}
