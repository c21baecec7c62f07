import { join } from 'node:path'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import type { Case } from '../case.ts'
import { predictedBy, weights } from '../caseModels.ts'

/** All pictures are below zero, so that the zeros around them win wherever a window sees one. */
const lower = 2

function steering(picture: (y: number, x: number, channel: 0 | 1 | 2) => number): number {
  let sum = 0
  for (const channel of [0, 1, 2] as const)
    for (let row = 0; row < 41; row++)
      for (let column = 0; column < 81; column++) {
        const seen = [0, 1, 2, 3].map((i) => {
          const [y, x] = [2 * row - 1 + (i >> 1), 2 * column - 1 + (i & 1)]
          return y < 0 || x < 0 || y >= 80 || x >= 160 ? 0 : picture(y, x, channel) - lower
        })
        sum += weights[channel] * Math.max(...seen)
      }
  return sum / (41 * 81)
}

export default {
  about: 'Zeros around the picture in front of a maximum, which ONNX Runtime makes a padding that never wins.',
  async make(folder) {
    const network = new OnnxNetwork({ input: ['batch', 3, 80, 160] })
    const pads = network.node('Sub', [network.scalar(lower)]).ints(0, 0, 1, 1, 0, 0, 1, 1)
    network.node('Pad', [pads]).node('MaxPool', [], { kernel_shape: [2, 2], strides: [2, 2] })
    const kernel = network.tensor(floats([3, 1], Float32Array.from(weights)))
    await network.node('GlobalAveragePool').node('Flatten').node('Gemm', [kernel]).write(join(folder, 'model.onnx'))
  },
  expect: [{ open: 'model.onnx', model: { format: 'onnx', warnings: [], predicted: predictedBy(steering) } }]
} satisfies Case
