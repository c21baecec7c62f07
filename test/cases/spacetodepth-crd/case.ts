import { join } from 'node:path'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import type { Case } from '../case.ts'
import { predictedBy } from '../caseModels.ts'

/** Of [channel, row, column] in the block. */
const weights = Array.from({ length: 12 }, (_, i) => ((5 * i) % 12) / 8 - 0.6)

function steering(picture: (y: number, x: number, channel: 0 | 1 | 2) => number): number {
  let sum = 0
  for (const channel of [0, 1, 2] as const)
    for (let y = 0; y < 80; y++)
      for (let x = 0; x < 160; x++) sum += weights[4 * channel + 2 * (y % 2) + (x % 2)]! * picture(y, x, channel)
  return sum / (40 * 80)
}

export default {
  about: "SpaceToDepth with the mode CRD of ONNX's newest operators, which was read as DCR.",
  async make(folder) {
    const network = new OnnxNetwork({ input: ['batch', 3, 80, 160], opset: 28 })
    network.node('SpaceToDepth', [], { blocksize: 2, mode: 'CRD' })
    const kernel = network.tensor(floats([12, 1], Float32Array.from(weights)))
    await network.node('GlobalAveragePool').node('Flatten').node('Gemm', [kernel]).write(join(folder, 'model.onnx'))
  },
  expect: [
    {
      open: 'model.onnx',
      model: { format: 'onnx', warnings: [/0 to 1 is a guess/], predicted: predictedBy(steering) }
    }
  ]
} satisfies Case
