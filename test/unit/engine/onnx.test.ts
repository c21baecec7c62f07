import { expect, it } from 'vitest'
import { compileOnnx } from '../../../src/main/engine/onnx/compileOnnx.ts'
import { startThread } from '../../../src/main/engine/onnxThread.ts'
import { readOnnx } from '../../../src/main/model/onnxProto.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { dave2 } from '../../../testing/network.ts'
import { head, smallConvolutions } from '../../fixtures/smallConvolutions.ts'

it('a graph becomes one model with its steering and map as outputs, of any batch', () => {
  const { graph } = gradient.build({ graph: dave2(), head }, 'change')
  const model = readOnnx(compileOnnx(graph))
  const shapes = (values: typeof model.graph & object) =>
    [...values.input, ...values.output].map(({ name, type }) => [
      name,
      ...type!.tensorType!.shape!.dim.map(({ dimValue, dimParam }) => dimParam || dimValue)
    ])
  expect(shapes(model.graph!)).toEqual([
    ['picture', 'batch', 66, 200, 3],
    ['steering', 'batch', 1],
    ['map', 'batch', 66, 200, 1]
  ])
  // Every forward convolution has one way back.
  const count = (type: string) => model.graph!.node.filter(({ opType }) => opType === type).length
  expect(count('Conv') + count('ConvTranspose')).toBe(10)
})

it('a thread says what went wrong and serves on', async () => {
  const thread = await startThread('cpu')
  await expect(thread.load(0, new Uint8Array([1, 2, 3]), [1])).rejects.toThrow(/Protobuf|protobuf|Failed/)
  await thread.load(1, compileOnnx(smallConvolutions()), [12, 16, 3])
  const outputs = await thread.run(1, new Float32Array(576), 1)
  expect(outputs['angle']).toHaveLength(1)
  thread.end()
  await expect(thread.run(1, new Float32Array(576), 1)).rejects.toThrow('has ended')
})

it('a provider that is not there is refused', async () => {
  await expect(startThread('nothing')).rejects.toThrow("there is no 'nothing'")
})
