import { join } from 'node:path'
import { TfliteNetwork } from '../../fixtures/tfliteModels.ts'
import type { Case } from '../case.ts'
import { meanOver, predictedBy, weights } from '../caseModels.ts'

export default {
  about:
    "TensorFlow Lite that takes pictures of bytes, its two outputs the wrong way round and without a signature, as Donkeycar's older pilots come.",
  async make(folder) {
    const n = new TfliteNetwork([80, 160, 3], { type: 'uint8', name: 'img_in' })
    n.node(53, [], null, [37, [0, 'byte', 3], [1, 'byte', 0]], { type: 'float32' })
    n.node(18, [n.floats([], [1 / 255])], null, [21, [0, 'byte', 0]])
    const features = n.node(40, [n.ints(1, 2)], [1, 3], [27, [0, 'byte', 0]]).last
    const output = (place: number, values: readonly number[]): number => {
      const matrix = n.floats([1, 3], values)
      const name = `StatefulPartitionedCall:${place}`
      return n.node(9, [matrix, n.floats([1], [0])], [1, 1], [8, [0, 'byte', 0]], { from: [features], name }).last
    }
    const [angle, throttle] = [output(0, weights), output(1, [1, 1, 1])]
    await n.write(join(folder, 'mypilot.tflite'), [throttle, angle])
  },
  expect: [
    {
      open: 'mypilot.tflite',
      model: {
        format: 'tflite',
        warnings: [],
        predicted: predictedBy((picture) =>
          ([0, 1, 2] as const).reduce<number>((sum, c) => sum + weights[c] * meanOver(c, picture, (v) => v), 0)
        )
      }
    }
  ]
} satisfies Case
