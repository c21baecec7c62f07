import { join } from 'node:path'
import { meanOfPixels, ofCaseDrive, writeCaseRecipe } from '../../fixtures/caseModels.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { writeKerasH5 } from '../../../testing/modelFiles.ts'
import type { Case } from '../case.ts'

const weights = [0.7, -0.9, 0.4]
const relu = { threshold: 0.25, negative_slope: 0.5, max_value: 0.75 }

export default {
  about: 'Keras’s ReLU with a threshold, a slope below it and a largest value, which was refused.',
  async make(folder) {
    const path = join(folder, 'steering.h5')
    await writeKerasH5(path, {
      config: sequential([
        layer('ReLU', 'bent', { ...relu, batch_input_shape: [null, 80, 160, 3] }),
        layer('GlobalAveragePooling2D', 'mean'),
        layer('Dense', 'steering', { units: 1 })
      ]),
      weights: {
        steering: [
          { name: 'steering/kernel:0', shape: [3, 1], data: Float32Array.from(weights) },
          { name: 'steering/bias:0', shape: [1], data: Float32Array.of(0.05) }
        ]
      },
      attributes: { keras_version: '2.11.0' }
    })
    await writeCaseRecipe(path, 'steering')
  },
  expect: [
    {
      open: 'steering.h5',
      model: {
        format: 'keras-h5',
        warnings: [],
        predicted: ofCaseDrive((v) =>
          ([0, 1, 2] as const).reduce((sum, c) => {
            const { threshold, negative_slope: slope, max_value: most } = relu
            const bent = (x: number): number => (x >= most ? most : x > threshold ? x : slope * (x - threshold))
            return sum + weights[c]! * meanOfPixels((x, y) => bent(v(x, y, c)))
          }, 0.05)
        )
      }
    }
  ]
} satisfies Case
