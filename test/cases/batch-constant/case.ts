import { join } from 'node:path'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A model of two pictures at a time with a constant of its own for each, applied as the first one to both.',
  async make(folder) {
    const network = new OnnxNetwork({ input: [2, 3, 8, 10] })
    network.node('Mul', [network.weights([2, 3, 8, 10])]).node('Flatten')
    await network.node('MatMul', [network.weights([240, 1])]).write(join(folder, 'model.onnx'))
  },
  expect: [
    {
      open: 'model.onnx',
      refused: /Mul, 1 of \d+\) has a constant of its own for each picture of a batch; export the model for one picture/
    }
  ]
} satisfies Case
