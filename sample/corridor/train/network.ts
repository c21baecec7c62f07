import type * as TensorflowLayers from '@tensorflow/tfjs-layers'
import { layers } from '../../train/layers.ts'

type Symbolic = TensorflowLayers.SymbolicTensor

/** Size of the pictures that the network sees, in pixels. */
export const INPUT = { width: 160, height: 96 } as const
/** Size of what it answers. */
export const OUTPUT = { width: 80, height: 48 } as const

/**
 * The corridor network: RGB [batch, 96, 160, 3], 0..1, in. Out: for each of 48 x 80 places the logits of 'neither', 'own
 * lane or track' and 'other surface that is driven on'; and two logits of the whole picture, 'the car is off' and 'the
 * own lane is right' (it overlaps the truth by 0.8 or more). A U-net (Ronneberger 2015, arXiv 1505.04597) whose ways
 * across are added.
 */
export function createNetwork(seed: number): TensorflowLayers.LayersModel {
  let next = seed
  const conv = (
    name: string,
    filters: number,
    kernelSize: number,
    strides = 1,
    activation: 'relu' | 'linear' = 'relu'
  ) =>
    layers.layers.conv2d({
      name,
      filters,
      kernelSize,
      strides,
      padding: 'same',
      activation,
      kernelInitializer: layers.initializers.heNormal({ seed: next++ })
    })
  const apply = (layer: TensorflowLayers.layers.Layer, input: Symbolic | Symbolic[]): Symbolic =>
    layer.apply(input) as Symbolic
  const relu = (name: string, input: Symbolic): Symbolic =>
    apply(layers.layers.activation({ name, activation: 'relu' }), input)
  /** A convolution beside a way past it. */
  const onward = (name: string, input: Symbolic, filters: number): Symbolic =>
    relu(
      `${name}_relu`,
      apply(layers.layers.add({ name: `${name}_add` }), [input, apply(conv(name, filters, 3, 1, 'linear'), input)])
    )
  /** Twice as fine, joined with what was as fine before. */
  const up = (name: string, input: Symbolic, beside: Symbolic, filters: number): Symbolic => {
    const narrow = apply(conv(`${name}_narrow`, filters, 1, 1, 'linear'), input)
    const fine = apply(layers.layers.upSampling2d({ name: `${name}_fine`, size: [2, 2] }), narrow)
    const joined = relu(`${name}_joined`, apply(layers.layers.add({ name: `${name}_join` }), [fine, beside]))
    return onward(name, joined, filters)
  }
  const picture = layers.input({ name: 'picture', shape: [INPUT.height, INPUT.width, 3] })
  const at2 = onward('level1', apply(conv('stem', 16, 5, 2), picture), 16)
  const at4 = onward('level2', apply(conv('down2', 32, 3, 2), at2), 32)
  const at8 = onward('level3', apply(conv('down3', 64, 3, 2), at4), 64)
  const at16 = onward('level4', apply(conv('down4', 96, 3, 2), at8), 96)
  const at32 = onward('level5', apply(conv('down5', 96, 3, 2), at16), 96)
  const wide = onward('level6', at32, 96)
  const up16 = up('up4', wide, at16, 96)
  const up8 = up('up3', up16, at8, 64)
  const up4 = up('up2', up8, at4, 32)
  const up2 = up('up1', up4, at2, 16)
  const places = apply(conv('places', 3, 1, 1, 'linear'), up2)
  const mean = apply(layers.layers.globalAveragePooling2d({ name: 'mean', dataFormat: 'channelsLast' }), wide)
  const hidden = apply(
    layers.layers.dense({
      name: 'whole_hidden',
      units: 32,
      activation: 'relu',
      kernelInitializer: layers.initializers.heNormal({ seed: next++ })
    }),
    mean
  )
  const whole = apply(
    layers.layers.dense({ name: 'whole', units: 2, kernelInitializer: layers.initializers.heNormal({ seed: next++ }) }),
    hidden
  )
  return layers.model({ name: 'corridor', inputs: picture, outputs: [places, whole] })
}
