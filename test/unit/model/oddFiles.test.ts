import { symlink, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { AtenProgram, none, tensor } from '../../fixtures/atenProgram.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { attr, graphOf, tensorOf, types } from '../../fixtures/tensorflowMessages.ts'
import { conv, dense, flat } from '../../fixtures/tfliteCases.ts'
import { type Options, TfliteNetwork } from '../../fixtures/tfliteModels.ts'
import { savedState } from '../../fixtures/torchFiles.ts'
import { TorchNetwork } from '../../fixtures/torchNetwork.ts'
import { seededWeights } from '../../../testing/modelFiles.ts'

// What is wrong in a file of any format, and said in the same way.

const models = modelFolder()

async function written(suffix: string, bytes: Uint8Array): Promise<string> {
  const path = models.place(suffix)
  await writeFile(path, bytes)
  return path
}

/** A graph of TensorFlow: a picture of these sizes, convolved with [1, 1, 3, 1] numbers. */
function frozen(name: string, dims: readonly number[], kernel: readonly number[] = [1, 1, 1]): Promise<string> {
  const held = tensorOf(types.float, [1, 1, 3, 1], new Uint8Array(Float32Array.from(kernel).buffer))
  const axes = tensorOf(types.int32, [3], new Uint8Array(Int32Array.of(1, 2, 3).buffer))
  const float = attr.type(types.float)
  const nodes = [
    { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: attr.shape(dims) } },
    { name: 'kernel', op: 'Const', attr: { dtype: float, value: attr.tensor(held) } },
    {
      name,
      op: 'Conv2D',
      input: ['x', 'kernel'],
      attr: { T: float, strides: attr.list(1, 1, 1, 1), padding: attr.text('SAME') }
    },
    { name: 'axes', op: 'Const', attr: { dtype: attr.type(types.int32), value: attr.tensor(axes) } },
    { name: 'out', op: 'Mean', input: [name, 'axes'], attr: { T: float, keep_dims: attr.flag(false) } }
  ]
  return written('.pb', graphOf(nodes))
}

function lite(build: (n: TfliteNetwork) => TfliteNetwork, picture = [9, 12, 3]): Promise<string> {
  return build(new TfliteNetwork(picture)).write(models.place('.tflite'))
}

describe('weights that are no numbers are named:', () => {
  const weight = (name: string): RegExp =>
    new RegExp(`cannot steer: of its ${name}, 1 of \\d+ numbers are none \\(NaN\\)`)

  test.each<[string, RegExp, () => Promise<string>]>([
    ['of TensorFlow', weight("'kernel'"), () => frozen('conv', [-1, 4, 6, 3], [NaN, 1, 1])],
    [
      'of TensorFlow Lite, as a factor',
      weight("'.*'"),
      () => lite((n) => dense(1)(flat(n.node(18, [n.floats([3], [NaN, Infinity, 1])], null, [21, [0, 'byte', 0]]))))
    ],
    [
      'of ONNX',
      weight("'.*'"),
      () => {
        const n = new OnnxNetwork()
        return n.node('Mul', [n.tensor(floats([3, 1, 1], Float32Array.of(1, NaN, 1)))]).write(models.place('.onnx'))
      }
    ],
    [
      'of PyTorch',
      weight("'fc\\.weight'"),
      () => {
        const { state } = new TorchNetwork(66, 200)
          .conv('conv.0', [3, 2], 5, { stride: 2 })
          .flatten()
          .linear('fc', 2 * 31 * 98, 1)
        const { shape, values } = state.get('fc.weight')!
        return written(
          '.pth',
          savedState(new Map([...state, ['fc.weight', { shape, values: [NaN, ...Array.from(values).slice(1)] }]]))
        )
      }
    ],
    [
      'of torch.export',
      weight("'.*'"),
      () => {
        const program = new AtenProgram()
        const kernel = program.hold('parameter', 'conv.weight', { shape: [1, 3, 1, 1], values: [1, NaN, 1] })
        return program
          .node('conv2d.default', { weight: tensor(kernel), bias: none }, { of: 'input' })
          .write(models.place('.pt2'))
      }
    ],
    [
      'of Keras',
      weight("layer 'odd'"),
      () => {
        const kernel = seededWeights('k', [3, 3, 3, 2], 1)
        kernel.data[7] = NaN
        const config = { batch_input_shape: [null, 8, 8, 3], filters: 2, kernel_size: 3, use_bias: false }
        return models.h5({ config: sequential([layer('Conv2D', 'odd', config)]), weights: { odd: [kernel] } })
      }
    ]
  ])('%s', async (_, sentence, make) => {
    expect(await refusal(await make())).toMatch(sentence)
  })
})

describe('sizes that no picture has are not taken for open ones:', () => {
  test.each<[string, () => Promise<string>]>([
    ['of TensorFlow', () => frozen('conv', [-1, 0, -5, 3])],
    ['of TensorFlow Lite', () => lite((n) => dense(1)(n.node(40, [n.ints(1, 2)], [1, 3], [27])), [0, 12, 3])],
    ['of ONNX', () => new OnnxNetwork({ input: ['batch', 3, -5, 12] }).node('Relu').write(models.place('.onnx'))],
    [
      'of torch.export',
      () => new AtenProgram({ input: [1, 3, 0, 12] }).node('relu.default').write(models.place('.pt2'))
    ]
  ])('%s', async (_, make) => {
    expect(await refusal(await make())).toMatch(/takes '.*' \[.*\], which is no picture; export it with its own sizes/)
  })
})

describe('names are printed as they can be:', () => {
  const odd = 'a\nb\u001b[31mred\u202e'
  const expectPrinted = async (path: string, marked = true): Promise<void> => {
    const { graph, warnings, form, head } = await openModel(path)
    const names = [graph.input.id, ...graph.nodes.map(({ id }) => id), ...Object.keys(graph.outputs), head.output]
    const all = JSON.stringify([names, warnings, form])
    expect(all).not.toMatch(/\\n|\\u001b|\u202e/)
    if (marked) expect(all).toContain('a\ufffdb\ufffd[31mred')
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(300)
    const known = new Set([graph.input.id])
    for (const { id, inputs } of graph.nodes) {
      expect(inputs.filter((input) => !known.has(input))).toEqual([])
      known.add(id)
    }
    expect(known.size).toBe(graph.nodes.length + 1)
    expect(Object.values(graph.outputs).every((id) => known.has(id))).toBe(true)
  }

  test('of TensorFlow', async () => expectPrinted(await frozen(odd, [-1, 4, 6, 3])))
  test('of TensorFlow Lite', async () => {
    const n = new TfliteNetwork([9, 12, 3], { name: odd })
    dense(1)(flat(n.node(19, [], null, null, { name: odd })))
    await expectPrinted(await n.write(models.place('.tflite'), { [odd]: n.last }))
  })
  test('of Keras', async () => {
    const config = sequential([layer('ReLU', odd, { batch_input_shape: [null, 8, 8, 3] })])
    await expectPrinted(await models.h5({ config, weights: {} }))
  })
  test('of millions of letters, two of which begin alike', async () => {
    const name = 'n'.repeat(1_000_000)
    const n = new TfliteNetwork([9, 12, 3], { name: `${name}a` })
    dense(1)(flat(n.node(19, [], null, null, { name: `${name}b` })))
    await expectPrinted(await n.write(models.place('.tflite'), { [`${name}c`]: n.last }), false)
  })
  test('in the sentence that refuses them', async () => {
    const refused = await refusal(await lite((n) => n.node(32, [], null, null, { custom: 'Evil\n\u001b[2J' })))
    expect(refused).toContain('CUSTOM Evil\ufffd\ufffd[2J')
    const long = await refusal(await lite((n) => n.node(32, [], null, null, { custom: 'X'.repeat(2_000_000) })))
    expect(long.length).toBeLessThan(2000)
  })
})

describe('what TensorFlow Lite passes over is not computed behind an operator:', () => {
  const tanh: Options = [11, [0, 'byte', 4]]
  test.each<[string, (n: TfliteNetwork) => TfliteNetwork]>([
    ['TANH', (n) => n.node(0, [n.floats([3], [1, 2, 3])], null, tanh)],
    ['TANH', (n) => conv(4, [3, 3], { active: 'TANH' })(n)],
    ['RELU', (n) => n.node(2, [0], [1, 9, 12, 6], [10, [0, 'int', 3], [1, 'byte', 1]])]
  ])('%s', async (name, build) => {
    expect(await refusal(await lite((n) => dense(1)(flat(build(n)))))).toContain(
      `fuses the activation '${name}', which TensorFlow Lite does not compute there`
    )
  })
})

test('a link that leads to itself is said to be one', async () => {
  const path = models.place('.onnx')
  await symlink(path, path)
  expect(await refusal(path)).toMatch(/is a link that leads back to itself; open the model's own file/)
})
