import { layer } from '../../fixtures/modelConfigs.ts'
import type { Case } from '../case.ts'
import { predictedBy, weights, writeCaseKeras } from '../caseModels.ts'

function steering(picture: (y: number, x: number, channel: 0 | 1 | 2) => number): number {
  let sum = 0
  for (const channel of [0, 1, 2] as const) {
    let largest = 0
    for (let y = 0; y < 80; y++) for (let x = 0; x < 160; x++) largest = Math.max(largest, picture(y, x, channel))
    sum += weights[channel] * largest
  }
  return sum
}

export default {
  about: 'The maximum of the whole picture, whose gradient took all memory on wasm and ended every later model.',
  async make(folder) {
    await writeCaseKeras(folder, [layer('GlobalMaxPooling2D', 'max')])
  },
  expect: [{ open: 'model.h5', model: { format: 'keras-h5', warnings: [], predicted: predictedBy(steering) } }]
} satisfies Case
