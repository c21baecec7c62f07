import type { Layer } from './layers.ts'
import { mobileNetV2 } from './mobileNetV2.ts'
import { alexNet, vgg } from './plainNets.ts'
import { resNet } from './resNet.ts'
import { squeezeNet } from './squeezeNet.ts'

/** A network whose layers follow from the names and shapes of its weights. */
export interface Architecture {
  /** For people. */
  name: string
  layers: readonly Layer[]
}

/** All architectures that are told by their weights. */
export const architectures: readonly Architecture[] = [
  { name: 'ResNet-18', layers: resNet('basic', [2, 2, 2, 2]) },
  { name: 'ResNet-34', layers: resNet('basic', [3, 4, 6, 3]) },
  { name: 'ResNet-50', layers: resNet('bottleneck', [3, 4, 6, 3]) },
  { name: 'AlexNet', layers: alexNet() },
  { name: 'SqueezeNet 1.0', layers: squeezeNet('1.0') },
  { name: 'SqueezeNet 1.1', layers: squeezeNet('1.1') },
  { name: 'MobileNet V2', layers: mobileNetV2() },
  { name: 'VGG-11', layers: vgg([1, 1, 2, 2, 2], false) },
  { name: 'VGG-11 with normalisation', layers: vgg([1, 1, 2, 2, 2], true) },
  { name: 'VGG-13', layers: vgg([2, 2, 2, 2, 2], false) },
  { name: 'VGG-13 with normalisation', layers: vgg([2, 2, 2, 2, 2], true) },
  { name: 'VGG-16', layers: vgg([2, 2, 3, 3, 3], false) },
  { name: 'VGG-16 with normalisation', layers: vgg([2, 2, 3, 3, 3], true) },
  { name: 'VGG-19', layers: vgg([2, 2, 4, 4, 4], false) },
  { name: 'VGG-19 with normalisation', layers: vgg([2, 2, 4, 4, 4], true) }
]
