import { layer } from '../../fixtures/modelConfigs.ts'
import type { Case } from '../case.ts'
import { meanOver, predictedBy, weights, writeCaseKeras } from '../caseModels.ts'

/** Numbers run from -0.5 to 0.5, through 0 exactly. */
const scale = 1.0507009873554805
const selu = (value: number): number => scale * (value > 0 ? value : 1.6732632423543772 * Math.expm1(value))
const celu = (value: number): number => (value > 0 ? value : Math.expm1(value))

export default {
  about: 'SELU and CELU, which frameworks give different slopes at 0; what they predict is one.',
  async make(folder) {
    await writeCaseKeras(folder, [
      layer('Rescaling', 'centre', { scale: 255, offset: -128 }),
      layer('Rescaling', 'narrow', { scale: 1 / 256, offset: 0 }),
      layer('Activation', 'selu', { activation: 'selu' }),
      layer('Activation', 'celu', { activation: 'celu' }),
      layer('GlobalAveragePooling2D', 'mean')
    ])
  },
  expect: [
    {
      open: 'model.h5',
      model: {
        format: 'keras-h5',
        warnings: [],
        predicted: predictedBy((picture) =>
          ([0, 1, 2] as const).reduce<number>((sum, c) => {
            return sum + weights[c] * meanOver(c, picture, (value) => celu(selu((255 * value - 128) / 256)))
          }, 0)
        )
      }
    }
  ]
} satisfies Case
