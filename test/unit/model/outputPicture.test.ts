import { expect, test } from 'vitest'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { outputPicture } from '../../../src/main/model/graph/outputPicture.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()

test('a lane model with its channels first gives a picture with its channels last', async () => {
  const path = await new OnnxNetwork().conv([3, 2], [3, 3]).write(models.place('.onnx'))
  const values = seededValues(324, 5)
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  const { output } = await session.run({ input: new Tensor('float32', values, [1, 3, 9, 12]) })
  const { graph } = await openModel(path)
  const last = values.map((_, i) => values[(i % 3) * 108 + Math.floor(i / 3)]!)
  const found = evaluate(graph, last)
  const id = outputPicture(graph, 'output')!
  expect(graph.nodes.find((node) => node.id === id)!.shape).toEqual([7, 10, 2])
  const data = output!.data as Float32Array
  expectClose(
    found.get(id)!,
    data.map((_, i) => data[(i % 2) * 70 + Math.floor(i / 2)]!),
    2e-6
  )
  expectClose(found.get(graph.outputs['output']!)!, data, 2e-6)
})
