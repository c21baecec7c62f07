import { join } from 'node:path'
import { meanOfPixels, ofCaseDrive, writeCaseRecipe } from '../../fixtures/caseModels.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import type { Case } from '../case.ts'

const statistics = { scale: [0.5, 1, 1.5], offset: [0.1, 0, -0.1], mean: [0.4, 0.5, 0.6], variance: [0.25, 0.36, 0.49] }
const weights = [0.7, -0.9, 0.4]

export default {
  about: "A model of 2018 in version 7 of ONNX's operators, which was refused below 9.",
  async make(folder) {
    const path = join(folder, 'steering.onnx')
    const network = new OnnxNetwork({ opset: 7, input: [1, 3, 80, 160] })
    const held = (values: readonly number[], dims = [values.length]): string =>
      network.tensor(floats(dims, Float32Array.from(values)))
    network
      .node(
        'BatchNormalization',
        Object.values(statistics).map((values) => held(values)),
        { epsilon: { float: 0 } }
      )
      .node('Clip', [], { min: { float: -0.3 }, max: { float: 0.4 } })
      .node('Dropout')
      .node('Upsample', [], { mode: 'nearest', scales: { floats: [1, 1, 2, 2] } })
      .node('GlobalAveragePool')
      .node('Reshape', [network.ints(1, 3)])
      .node('Gemm', [held(weights, [3, 1]), held([0.05])])
    await network.write(path, { steering: network.last })
    await writeCaseRecipe(path, 'steering')
  },
  expect: [
    {
      open: 'steering.onnx',
      model: {
        format: 'onnx',
        warnings: [],
        predicted: ofCaseDrive((v) =>
          ([0, 1, 2] as const).reduce((sum, c) => {
            const { scale, offset, mean, variance } = statistics
            const normal = (x: number): number => ((x - mean[c]!) / Math.sqrt(variance[c]!)) * scale[c]! + offset[c]!
            return sum + weights[c]! * meanOfPixels((x, y) => Math.min(0.4, Math.max(-0.3, normal(v(x, y, c)))))
          }, 0.05)
        )
      }
    }
  ]
} satisfies Case
