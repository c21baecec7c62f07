import { writeFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { atenCases } from '../../fixtures/atenCases.ts'
import { AtenProgram, bool, float, int, ints, type Json, none, tensor } from '../../fixtures/atenProgram.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { zipOf } from '../../fixtures/storedZip.ts'
import { seededValues } from '../../../testing/seeded.ts'

// ONNX Runtime says what each operator means; files are laid out as PyTorch's own source has it, which Debian's PyTorch is too
// old to write.

const models = modelFolder()
const picture = seededValues(324, 5)

/** Values [channels, height, width] as [height, width, channels]. */
function channelsLast(values: Float32Array, channels: number): Float32Array {
  const pixels = values.length / channels
  return values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)]!)
}

async function valueOf(path: string) {
  const { graph, format, warnings } = await openModel(path)
  const [id] = Object.values(graph.outputs)
  const shape = graph.nodes.find((node) => node.id === id)!.shape
  return { found: evaluate(graph, channelsLast(picture, 3)).get(id!)!, shape, graph, format, warnings }
}

test.each(atenCases)('%s', async (_, build) => {
  const [program, network] = [new AtenProgram(), new OnnxNetwork({ input: [1, 3, 9, 12] })]
  build(program, network)
  const session = await InferenceSession.create(network.bytes(), { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const { output } = await session.run({ input: new Tensor('float32', picture, [1, 3, 9, 12]) })
  const { found, graph, format } = await valueOf(await program.write(models.place('.pt2')))
  expect(format).toBe('torch-export')
  expectClose(found, output!.data as Float32Array, 2e-6)
  expect(new Set(graph.nodes.map((node) => node.id)).size, 'ids').toBe(graph.nodes.length)
})

test('adaptive_avg_pool2d takes areas that overlap', async () => {
  const program = new AtenProgram().node('adaptive_avg_pool2d.default', { output_size: ints(4, 5) })
  const { found } = await valueOf(await program.write(models.place('.pt2')))
  const meanOf = (channel: number, y: number, x: number): number => {
    const values: number[] = []
    for (let row = Math.floor((y * 9) / 4); row < Math.ceil(((y + 1) * 9) / 4); row++)
      for (let column = Math.floor((x * 12) / 5); column < Math.ceil(((x + 1) * 12) / 5); column++)
        values.push(picture[channel * 108 + row * 12 + column]!)
    return values.reduce((a, b) => a + b, 0) / values.length
  }
  const wanted = Array.from({ length: 60 }, (_, i) => meanOf(Math.floor(i / 20), Math.floor(i / 5) % 4, i % 5))
  expectClose(found, wanted, 1e-6)
})

/** A pilot of a convolution, as many as its program may have. */
function pilot(input: readonly (number | null)[] = [1, 3, 9, 12]): AtenProgram {
  const program = new AtenProgram({ input })
  const kernel = program.weights('conv.weight', [4, 3, 3, 3])
  program.node('conv2d.default', { weight: tensor(kernel), bias: none, stride: ints(2, 2) }, { of: 'input' })
  const mean = program.hold('buffer', 'offset', { shape: [4, 1, 1], values: [0.1, 0.2, 0.3, 0.4] })
  const scale = program.hold('tensor_constant', 'scale', { shape: [], values: [2] })
  return program
    .node('add.Tensor', { other: tensor(mean) })
    .node('mul.Tensor', { other: tensor(scale) })
    .node('relu.default')
}

const head = (program: AtenProgram): AtenProgram => {
  const weight = program.weights('fc.weight', [2, 80], { size: 0.1 })
  program.node('flatten.using_ints', { start_dim: int(1) })
  return program.node('linear.default', { weight: tensor(weight), bias: none }, { of: 'input' })
}

describe('a program is read as PyTorch has laid it out', () => {
  test.each(['2.4', '2.8', '2.9'] as const)('%s', async (layout) => {
    const program = head(pilot())
    const { found } = await valueOf(await program.write(models.place('.pt2'), layout))
    const { found: before } = await valueOf(await program.write(models.place('.pt2')))
    expect([...found]).toEqual([...before])
    expect(found.length).toBe(2)
    expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(0.01)
  })

  test('with an open batch, by which sizes are computed', async () => {
    const program = pilot([null, 3, 9, 12])
    program.node(
      'sym_size.int',
      { self: tensor('x'), dim: int(0) },
      { of: '', outputs: [{ as_sym_int: { as_name: 'batch' } }] }
    )
    program.node(
      '_operator.mul',
      { a: { as_sym_int: { as_name: 'batch' } }, b: int(1) },
      { of: '', outputs: [{ as_sym_int: { as_name: 'rows' } }] }
    )
    program.last = 'relu_3'
    program.node('view.default', { size: { as_sym_ints: [{ as_name: 'rows' }, { as_int: 80 }] } })
    const { found } = await valueOf(await program.write(models.place('.pt2')))
    const flat = pilot().node('flatten.using_ints', { start_dim: int(1) })
    expect([...found]).toEqual([...(await valueOf(await flat.write(models.place('.pt2')))).found])
  })

  test('with pictures of an open size, which the recipe sets', async () => {
    const program = pilot([null, 3, null, null]).node('mean.dim', { dim: ints(2, 3) })
    const path = await program.write(models.place('.pt2'))
    const { graph, warnings } = await openModel(path)
    expect(graph.input.shape).toEqual([224, 224, 3])
    expect(warnings.map(({ code }) => code)).toContain('open-size')
    expect((await openModel(path, { size: { height: 30, width: 40 } })).graph.input.shape).toEqual([30, 40, 3])
  })

  test('its layers are called by their modules', async () => {
    const program = new AtenProgram()
    const kernel = program.weights('conv.weight', [4, 3, 3, 3])
    const stack = ',,__main__.Net;layers.0,layers.0,torch.nn.modules.conv.Conv2d'
    program.node('conv2d.default', { weight: tensor(kernel), bias: none }, { of: 'input', stack })
    const { graph } = await openModel(await program.write(models.place('.pt2')))
    expect(graph.nodes.map(({ id }) => id)).toContain('layers.0')
  })

  test('its outputs are called by the dictionary that it gives', async () => {
    const program = head(pilot())
    const flat = program.last
    program.node('tanh.default')
    const spec = JSON.stringify([1, { type: 'builtins.dict', context: '["throttle", "steering"]', children_spec: [] }])
    const path = models.place('.pt2')
    await writeFile(path, program.file('2.9', program.json([flat, program.last], spec)))
    const { graph, head: found } = await openModel(path)
    expect(Object.keys(graph.outputs)).toEqual(['throttle', 'steering'])
    expect(found.output).toBe('steering')
  })

  test('exported as it trains, it is read as it steers, and that is said', async () => {
    const program = head(pilot()).node('dropout.default', { p: float(0.5), train: bool(true) }, { of: 'input' })
    const { warnings } = await valueOf(await program.write(models.place('.pt2')))
    expect(warnings.map(({ code }) => code)).toContain('training-mode')
  })
})

describe('a program is refused with one sentence:', () => {
  const changed = (change: (json: { [key: string]: Json }) => Json): Buffer => {
    const program = head(pilot())
    return program.file('2.9', change(program.json() as { [key: string]: Json }))
  }
  const file = async (bytes: Buffer): Promise<string> => {
    const path = models.place('.pt2')
    await writeFile(path, bytes)
    return path
  }

  test.each<[string, () => Buffer, RegExp]>([
    [
      'an operator that is not known',
      () =>
        head(pilot())
          .node('topk.default', { k: int(1) })
          .file(),
      /the operator 'topk_6' \(topk, 7 of 7\).*does not know.*known are .*conv2d/
    ],
    [
      'an operator of another library',
      () => head(pilot()).node('torch.ops.mine.snake.default').file(),
      /the operator 'snake_6' \(snake, 7 of 7\).*of the set 'mine'/
    ],
    [
      'an operator that every object has',
      () => head(pilot()).node('constructor.default').file(),
      /\(constructor, 7 of 7\).*does not know/
    ],
    [
      'what another changed in place, read by its old name',
      () => {
        const program = pilot()
        const before = program.last
        program.node('view.default', { size: ints(1, 4, 20) })
        program.node('sigmoid_.default', { self: tensor(before) }, { of: '' })
        return program.node('add.Tensor', { self: tensor('view_4'), other: float(1) }, { of: '' }).file()
      },
      /\(add\) reads 'view_4', which another one has changed in place/
    ],
    [
      'no JSON',
      () => zipOf({ archive_format: 'pt2', 'models/model.json': '{' }),
      /damaged, or of a version.*at the beginning of its program/
    ],
    ['no graph', () => changed(() => ({})), /at graph_module of its program; export it with PyTorch 2\.4 to 2\.9/],
    [
      'an argument that is none',
      () => changed((json) => JSON.parse(JSON.stringify(json).replace('"as_ints":[2,2]', '"as_ints":"x"')) as Json),
      /at graph_module\.graph\.nodes\.0\.inputs.*of its program/
    ],
    [
      'weights that are missing',
      () => {
        const program = head(pilot())
        const json = program.json()
        program.held.delete('p_fc_weight')
        return program.file('2.9', json)
      },
      /its weights, which lack 'fc\.weight'/
    ],
    [
      'a compiled program',
      () => zipOf({ 'net/archive_format': 'pt2', 'net/data/aotinductor/model/a.so': '' }),
      /AOTInductor/
    ],
    [
      'two programs',
      () => zipOf({ 'net/archive_format': 'pt2', 'net/models/a.json': '{}', 'net/models/b.json': '{}' }),
      /holds several programs \(a, b\)/
    ],
    [
      'weights that are fewer than it says',
      () => {
        const program = head(pilot())
        const { tensor: weight, ...rest } = program.held.get('p_fc_weight')!
        program.held.set('p_fc_weight', { ...rest, tensor: { ...weight, values: [1, 2, 3] } })
        return program.file()
      },
      /is damaged at 'fc\.weight'/
    ],
    ['a file that is cut off', () => head(pilot()).file().subarray(0, 700), /cut off or damaged/],
    [
      'a part whose checksum is wrong',
      () => head(pilot()).file('2.9', undefined, { wrong: ['net/data/weights/weight_1'] }),
      /'net\/data\/weights\/weight_1' does not have the checksum/
    ]
  ])('%s', async (_, make, sentence) => {
    expect(await refusal(await file(make()))).toMatch(sentence)
  })

  test('a type of numbers that is cut', async () => {
    const program = head(pilot()).node('_to_copy.default', { dtype: { as_scalar_type: 4 } })
    expect(await refusal(await program.write(models.place('.pt2')))).toMatch(/cuts numbers to whole ones/)
  })
})
