import { layer } from '../../fixtures/modelConfigs.ts'
import type { Case } from '../case.ts'
import { meanOver, predictedBy, weights, writeCaseKeras } from '../caseModels.ts'

const slopes = [0.25, -0.5, 0.125]

export default {
  about: "PReLU, which Keras makes of two ReLUs, so that its slope at 0 is none; what it predicts is anybody's.",
  async make(folder) {
    await writeCaseKeras(
      folder,
      [
        layer('Rescaling', 'centre', { scale: 255, offset: -128 }),
        layer('Rescaling', 'narrow', { scale: 1 / 256, offset: 0 }),
        layer('PReLU', 'bend', { shared_axes: [1, 2] }),
        layer('GlobalAveragePooling2D', 'mean')
      ],
      { bend: [{ name: 'bend/alpha:0', shape: [1, 1, 3], data: Float32Array.from(slopes) }] }
    )
  },
  expect: [
    {
      open: 'model.h5',
      model: {
        format: 'keras-h5',
        warnings: [],
        predicted: predictedBy((picture) =>
          ([0, 1, 2] as const).reduce<number>((sum, c) => {
            const bent = (v: number): number => (v > 0 ? v : slopes[c]! * v)
            return sum + weights[c] * meanOver(c, picture, (value) => bent((255 * value - 128) / 256))
          }, 0)
        )
      }
    }
  ]
} satisfies Case
