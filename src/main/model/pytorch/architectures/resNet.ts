import { average, convolution, flatten, head, type Layer, maxPool, normalisation, relu } from './layers.ts'

/**
 * torchvision's ResNets (He 2015, arXiv 1512.03385; the stride of a bottleneck is that of its middle convolution): four
 * stages of so many blocks, of 64 to 512 channels.
 */
export function resNet(block: 'basic' | 'bottleneck', blocks: readonly number[]): Layer[] {
  const widening = block === 'basic' ? 1 : 4
  const stages = blocks.flatMap((count, stage) => {
    const channels = 64 * 2 ** stage
    return Array.from({ length: count }, (_, i) => {
      const at = `layer${stage + 1}.${i}`
      const stride = i === 0 && stage > 0 ? 2 : 1
      const changes = i === 0 && (stride > 1 || channels * widening !== 64)
      const branch = block === 'basic' ? basic(at, channels, stride) : bottleneck(at, channels, stride)
      const past = changes ? shortcut(at, channels * widening, stride) : []
      return [{ kind: 'sum', at: `${at}.add`, of: [branch, past] }, relu(`${at}.relu`)] as const
    }).flat()
  })
  return [
    convolution('conv1', 64, 7, { stride: 2, padding: 3 }),
    normalisation('bn1'),
    relu('relu'),
    maxPool('maxpool', 3, 2, { padding: 1 }),
    ...stages,
    average('avgpool', 1),
    flatten('flatten'),
    head('fc', 512 * widening)
  ]
}

function basic(at: string, channels: number, stride: number): Layer[] {
  return [
    convolution(`${at}.conv1`, channels, 3, { stride, padding: 1 }),
    normalisation(`${at}.bn1`),
    relu(`${at}.relu`),
    convolution(`${at}.conv2`, channels, 3, { padding: 1 }),
    normalisation(`${at}.bn2`)
  ]
}

function bottleneck(at: string, channels: number, stride: number): Layer[] {
  return [
    convolution(`${at}.conv1`, channels, 1),
    normalisation(`${at}.bn1`),
    relu(`${at}.relu`),
    convolution(`${at}.conv2`, channels, 3, { stride, padding: 1 }),
    normalisation(`${at}.bn2`),
    relu(`${at}.relu`),
    convolution(`${at}.conv3`, 4 * channels, 1),
    normalisation(`${at}.bn3`)
  ]
}

function shortcut(at: string, channels: number, stride: number): Layer[] {
  return [convolution(`${at}.downsample.0`, channels, 1, { stride }), normalisation(`${at}.downsample.1`)]
}
