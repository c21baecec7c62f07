import { describe, expect, it } from 'vitest'
import { bfloat16, float16 } from '../../../src/main/model/graph/float16.ts'
import { dataType } from '../../../src/main/model/onnxProto.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'

// Bits and what they stand for by IEEE 754 (binary16), and by the upper half of its binary32 (bfloat16).

const halves: [bits: number, value: number][] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125],
  [0x7bff, 65504],
  [0x0400, 2 ** -14],
  [0x0001, 2 ** -24],
  [0x83ff, -1023 * 2 ** -24],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
  [0x7e00, NaN]
]

const upperHalves: [bits: number, value: number][] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x3f80, 1],
  [0xbfc0, -1.5],
  [0x4049, 3.140625],
  [0xc2f7, -123.5],
  [0x0080, 2 ** -126],
  [0x0001, 2 ** -133],
  [0x7f7f, (2 - 2 ** -7) * 2 ** 127],
  [0x7f80, Infinity],
  [0xff80, -Infinity],
  [0x7fc0, NaN]
]

describe('numbers of 16 bits', () => {
  it.each(halves)('float16 %i is %d', (bits, value) => expect(float16(bits)).toBe(value))
  it.each(upperHalves)('bfloat16 %i is %d', (bits, value) => expect(bfloat16(bits)).toBe(value))
})

const models = modelFolder()
const types = [
  { name: 'float16', type: dataType.float16, numbers: halves.slice(2, 9) },
  { name: 'bfloat16', type: dataType.bfloat16, numbers: upperHalves.slice(2, 9) }
]

describe.each(types)('an ONNX model with weights of $name', ({ type, numbers }) => {
  const dims = [numbers.length, 1]
  const bits = numbers.map(([one]) => one)

  it.each([
    { how: 'as bytes', tensor: { dims, dataType: type, rawData: new Uint8Array(Uint16Array.from(bits).buffer) } },
    { how: 'as whole numbers', tensor: { dims, dataType: type, int32Data: bits } }
  ])('gives its numbers: $how', async ({ tensor }) => {
    const network = new OnnxNetwork({ input: ['batch', 1, 1, numbers.length] }).node('Flatten')
    const cast = network.node('Cast', [], { to: 1 }, { from: network.tensor(tensor) }).last
    const path = network
      .node('MatMul', [cast], {}, { from: '/flatten_0/Flatten_output_0' })
      .write(models.place('.onnx'))
    const { graph } = await openModel(await path)
    const dense = graph.nodes.find(({ op }) => op.type === 'dense')!.op
    expect(dense.type === 'dense' && [...dense.kernel.data]).toEqual(numbers.map(([, value]) => value))
  })
})
