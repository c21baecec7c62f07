import { layer } from '../../fixtures/modelConfigs.ts'
import type { Case } from '../case.ts'
import { type PictureValue, predictedBy, weights, writeCaseKeras } from '../caseModels.ts'

/** Nearly all pixels are as bright as this once they are cut off, so that most windows have several maxima. */
const most = 0.125

function steering(picture: PictureValue): number {
  let sum = 0
  for (const channel of [0, 1, 2] as const)
    for (let row = 0; row < 78; row++)
      for (let column = 0; column < 158; column++) {
        const seen = Array.from({ length: 9 }, (_, i) => {
          return Math.min(most, picture(row + Math.floor(i / 3), column + (i % 3), channel))
        })
        sum += weights[channel] * Math.max(...seen)
      }
  return sum / (78 * 158)
}

export default {
  about: 'Equal maxima in most windows: engines and frameworks agree on the steering, if not on the winner.',
  async make(folder) {
    const windows = { pool_size: [3, 3], strides: [1, 1], padding: 'valid' }
    await writeCaseKeras(folder, [
      layer('ReLU', 'cut', { max_value: most }),
      layer('MaxPooling2D', 'pool', windows),
      layer('GlobalAveragePooling2D', 'mean')
    ])
  },
  expect: [{ open: 'model.h5', model: { format: 'keras-h5', warnings: [], predicted: predictedBy(steering) } }]
} satisfies Case
