import { average, convolution, depthwise, flatten, head, type Layer, normalisation, relu6 } from './layers.ts'

/** Widening, channels, blocks, and the stride of the first of them (Sandler 2018, arXiv 1801.04381, table 2). */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1]
] as const

/** torchvision's MobileNet V2, of the width 1. */
export function mobileNetV2(): Layer[] {
  const blocks: Layer[] = []
  let before = 32
  let place = 1
  for (const [widening, channels, count, first] of stages) {
    for (let i = 0; i < count; i++) {
      const stride = i === 0 ? first : 1
      const at = `features.${place++}`
      const branch = inverted(`${at}.conv`, before, widening, channels, stride)
      const isAdded = stride === 1 && before === channels
      blocks.push(...(isAdded ? [{ kind: 'sum', at: `${at}.add`, of: [branch, []] } as const] : branch))
      before = channels
    }
  }
  return [
    ...normalised('features.0', (at) => convolution(at, 32, 3, { stride: 2, padding: 1 })),
    ...blocks,
    ...normalised(`features.${place}`, (at) => convolution(at, 1280, 1)),
    average('avgpool', 1),
    flatten('flatten'),
    head('classifier', 1280)
  ]
}

/** Narrow, wide in the middle, narrow again: without an activation at its end. */
function inverted(at: string, before: number, widening: number, channels: number, stride: number): Layer[] {
  const wide = before * widening
  const first = widening === 1 ? [] : normalised(`${at}.0`, (path) => convolution(path, wide, 1))
  const place = widening === 1 ? 0 : 1
  return [
    ...first,
    ...normalised(`${at}.${place}`, (path) => depthwise(path, wide, 3, { stride, padding: 1 })),
    convolution(`${at}.${place + 1}`, channels, 1),
    normalisation(`${at}.${place + 2}`)
  ]
}

function normalised(at: string, convolved: (at: string) => Layer): Layer[] {
  return [convolved(`${at}.0`), normalisation(`${at}.1`), relu6(`${at}.2`)]
}
