import { join } from 'node:path'
import { meanOfPixels, ofCaseDrive, writeCaseRecipe } from '../../fixtures/caseModels.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import type { Case } from '../case.ts'

const [height, width] = [80, 160]
const weights = [0.7, -0.9, 0.4]
const ramp = (x: number): number => x / 100 - 0.8

/** Each pixel from the other side, and half a row further up. */
const places = Array.from({ length: height * width }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)]
  return [1 - (2 * x) / (width - 1), -1 + (2 * (y + 0.5)) / (height - 1)]
})

export default {
  about: 'A model that takes its picture at the places of a grid: GridSample was refused.',
  async make(folder) {
    const path = join(folder, 'steering.onnx')
    const network = new OnnxNetwork({ opset: 20, input: [1, 3, height, width] })
    const held = (values: readonly number[], dims: readonly number[]): string =>
      network.tensor(floats(dims, Float32Array.from(values)))
    network
      .node('GridSample', [held(places.flat(), [1, height, width, 2])], { align_corners: 1, padding_mode: 'border' })
      .node('Mul', [
        held(
          Array.from({ length: width }, (_, x) => ramp(x)),
          [width]
        )
      ])
      .node('GlobalAveragePool')
      .node('Flatten')
      .node('Gemm', [held(weights, [3, 1]), held([0.05], [1])])
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
            const taken = (x: number, y: number): number =>
              (v(width - 1 - x, y, c) + v(width - 1 - x, Math.min(y + 1, height - 1), c)) / 2
            return sum + weights[c]! * meanOfPixels((x, y) => ramp(x) * taken(x, y))
          }, 0.05)
        )
      }
    }
  ]
} satisfies Case
