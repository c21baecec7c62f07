import { join } from 'node:path'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { writeKerasH5 } from '../../../testing/modelFiles.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import type { Case } from '../case.ts'

/** What every object of JavaScript has. */
const names = ['__proto__', 'constructor', 'toString']

export default {
  about: "A model with a layer or an operator of the class '__proto__', which ended in an error inside the program.",
  async make(folder) {
    for (const name of names) {
      const layers = [layer('InputLayer', 'picture', { batch_input_shape: [null, 66, 200, 3] }), layer(name, 'odd')]
      await writeKerasH5(join(folder, `${name}.h5`), { config: sequential(layers), weights: {} })
      const onnx = new OnnxNetwork({ input: ['batch', 3, 66, 200] }).node(name).node('GlobalAveragePool')
      await onnx.write(join(folder, `${name}.onnx`))
    }
  },
  expect: names.flatMap((name) => [
    {
      open: `${name}.h5`,
      refused: new RegExp(`the layer 'odd' \\(${name}, layer 2 of 2\\) is of a class that Lanegaze does not know`)
    },
    { open: `${name}.onnx`, refused: new RegExp(`\\(${name}, 1 of 3\\) is of a kind that Lanegaze does not know`) }
  ])
} satisfies Case
