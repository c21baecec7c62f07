import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { dataType, type OnnxTensor, type Partly } from '../../../src/main/model/onnxProto.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seeded, seededValues } from '../../../testing/seeded.ts'

// Steps are powers of two and numbers few, so that nothing has to be rounded: then ONNX Runtime, which computes with
// whole numbers, gives the same as the numbers that these stand for.

const models = modelFolder()
const [height, width] = [7, 9]
const pixels = height * width

/** Whole numbers from -size to size. */
function whole(length: number, seed: number, size: number): number[] {
  const next = seeded(seed)
  return Array.from({ length }, () => Math.floor(next() * (2 * size + 1)) - size)
}

const bytes = (
  dims: readonly number[],
  values: readonly number[],
  type: number = dataType.int8
): Partly<OnnxTensor> => ({
  dims: [...dims],
  dataType: type,
  int32Data: [...values]
})

/** Channels first, in steps of a quarter. */
const steps = whole(3 * pixels, 3, 2)
const picture = Float32Array.from(steps, (v) => v / 4)

class Quantised extends OnnxNetwork {
  /** Scale and zero point. */
  grid(scale: number, zero = 0, type: number = dataType.int8): string[] {
    return [this.scalar(scale), this.tensor(bytes([], [zero], type))]
  }

  scales(...values: number[]): string {
    return this.tensor(floats([values.length], Float32Array.from(values)))
  }

  /** To steps of a quarter around 128. */
  rounded(): this {
    return this.node('QuantizeLinear', this.grid(0.25, 128, dataType.uint8))
  }

  back(scale: number, zero = 0, type: number = dataType.int8): this {
    return this.node('DequantizeLinear', this.grid(scale, zero, type))
  }
}

const microsoft = { domain: 'com.microsoft' }

const table: { name: string; build(n: Quantised): OnnxNetwork }[] = [
  {
    name: 'QLinearConv with a scale for each channel and a bias',
    build(n) {
      const weights = n.tensor(bytes([4, 3, 3, 3], whole(108, 5, 1)))
      const zeros = n.tensor(bytes([4], [0, 0, 0, 0]))
      const bias = n.tensor({ dims: [4], dataType: dataType.int32, int32Data: [3, -2, 0, 5] })
      const more = [weights, n.scales(0.5, 1, 0.5, 0.5), zeros, ...n.grid(0.125, 128, dataType.uint8), bias]
      return n
        .rounded()
        .node('QLinearConv', [...n.grid(0.25, 128, dataType.uint8), ...more], { strides: [2, 1] })
        .back(0.125, 128, dataType.uint8)
    }
  },
  {
    name: 'QLinearConv whose numbers reach the end of their range',
    build(n) {
      const more = [n.tensor(bytes([2, 3, 2, 2], whole(24, 6, 1))), ...n.grid(0.5), ...n.grid(0.125, 0, dataType.uint8)]
      return n
        .rounded()
        .node('QLinearConv', [...n.grid(0.25, 128, dataType.uint8), ...more])
        .back(0.125, 0, dataType.uint8)
    }
  },
  {
    name: 'QLinearMatMul with a scale for each column',
    build(n) {
      const weights = n.tensor(bytes([3 * pixels, 2], whole(6 * pixels, 7, 1)))
      const zeros = n.tensor(bytes([2], [0, 1]))
      const more = [weights, n.scales(0.5, 0.5), zeros, ...n.grid(0.125, 128, dataType.uint8)]
      n.rounded()
        .node('Flatten')
        .node('QLinearMatMul', [...n.grid(0.25, 128, dataType.uint8), ...more])
      return n.back(0.125, 128, dataType.uint8)
    }
  },
  {
    name: 'QGemm, turned, with a bias',
    build(n) {
      const flat = n.rounded().node('Flatten').last
      const weights = n.tensor(bytes([2, 3 * pixels], whole(6 * pixels, 8, 1)))
      const bias = n.tensor({ dims: [2], dataType: dataType.int32, int32Data: [7, -4] })
      const inputs = [
        flat,
        ...n.grid(0.25, 128, dataType.uint8),
        weights,
        ...n.grid(0.5),
        bias,
        ...n.grid(0.125, 128, dataType.uint8)
      ]
      return n
        .node('QGemm', inputs, { transB: 1, alpha: { float: 1 } }, { ...microsoft, from: null })
        .back(0.125, 128, dataType.uint8)
    }
  },
  {
    name: 'QLinearAdd, of a value and a constant',
    build(n) {
      const given = n.rounded().last
      const more = [n.tensor(bytes([1, 3, 1, 1], [3, 5, 1], dataType.uint8)), ...n.grid(0.5, 2, dataType.uint8)]
      const inputs = [given, ...n.grid(0.25, 128, dataType.uint8), ...more, ...n.grid(0.25, 100, dataType.uint8)]
      return n.node('QLinearAdd', inputs, {}, { ...microsoft, from: null }).back(0.25, 100, dataType.uint8)
    }
  },
  {
    name: 'QLinearConcat of a picture and of itself pooled to its maxima',
    build(n) {
      const own = n.rounded().last
      const other = n.node('MaxPool', [], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }).last
      const grid = n.grid(0.25, 128, dataType.uint8)
      return n
        .node('QLinearConcat', [...grid, own, ...grid, other, ...grid], { axis: 1 }, { ...microsoft, from: null })
        .back(0.25, 128, dataType.uint8)
    }
  },
  {
    name: 'ConvInteger behind DynamicQuantizeLinear',
    build(n) {
      n.node('DynamicQuantizeLinear', [], {}, { outputs: 3 })
      const [, scale, zero] = [0, 1, 2].map((i) => n.last.replace(/0$/, String(i)))
      const weights = n.tensor(
        bytes(
          [4, 3, 3, 3],
          whole(108, 9, 1).map((v) => v + 3)
        )
      )
      const product = n.node('ConvInteger', [weights, zero!, n.tensor(bytes([], [3]))]).node('Cast', [], { to: 1 }).last
      n.node('Mul', [scale!, n.scalar(0.5)], {}, { from: null })
      return n.node('Mul', [product]).node('Add', [n.weights([4, 1, 1])])
    }
  },
  {
    name: 'MatMulInteger behind DynamicQuantizeLinear',
    build(n) {
      n.node('Flatten').node('DynamicQuantizeLinear', [], {}, { outputs: 3 })
      const [, scale, zero] = [0, 1, 2].map((i) => n.last.replace(/0$/, String(i)))
      const weights = n.tensor(bytes([3 * pixels, 2], whole(6 * pixels, 10, 1)))
      const product = n
        .node('MatMulInteger', [weights, zero!, n.tensor(bytes([2], [0, 1]))])
        .node('Cast', [], { to: 1 }).last
      return n.node('Mul', [scale!, n.scalar(0.5)], {}, { from: null }).node('Mul', [product])
    }
  }
]

const channelsLast = (values: Float32Array): Float32Array =>
  values.map((_, i) => values[(i % 3) * pixels + Math.floor(i / 3)]!)

async function onRuntime(path: string, values: Float32Array): Promise<Tensor> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  return (await session.run({ input: new Tensor('float32', values, [1, 3, height, width]) }))['output']!
}

describe('numbers of eight bits stand for numbers', () => {
  it.each(table)('$name', async ({ name, build }) => {
    const network = build(new Quantised({ input: ['batch', 3, height, width] }))
    const path = await network.write(models.place('.onnx'))
    // A range of 255 steps of a quarter, so that what is quantised as it comes is so in steps of a quarter.
    const values = name.includes('Dynamic') ? picture.with(0, -25).with(1, 38.75) : picture
    const output = await onRuntime(path, values)
    const { graph, warnings } = await openModel(path)
    const id = graph.outputs['output']!
    const found = evaluate(graph, channelsLast(values)).get(id)!
    expect(new Set(found).size, 'different numbers').toBeGreaterThan(1)
    expectClose(found, output.data as Float32Array, 1e-6)
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'quantised' }))
  })

  it('is refused where a scale is not known', async () => {
    const network = new Quantised({ input: ['batch', 3, height, width] }).rounded()
    const weights = network.tensor(bytes([4, 3, 3, 3], whole(108, 5, 1)))
    network.node('ConvInteger', [weights, network.tensor(bytes([], [128], dataType.uint8))])
    expect(await refusal(await network.write(models.place('.onnx')))).toMatch(
      /ConvInteger.*whole numbers whose scale it does not know; quantise it in the QDQ format/
    )
  })
})

describeEngines('the gradient of numbers of fewer bits is exact', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  const half = (network: OnnxNetwork, dims: readonly number[], from: number): string => {
    // Steps of 1 / 512 around 0: sign, exponents of -1 to -4 and ten bits behind the point.
    const bits = whole(
      dims.reduce((a, b) => a * b, 1),
      from,
      2047
    ).map((v) => (v < 0 ? 0x8000 : 0) | (0x2c00 + Math.abs(v)))
    const tensor = network.tensor({ dims: [...dims], dataType: dataType.float16, int32Data: bits })
    return network.node('Cast', [], { to: 1 }, { from: tensor }).last
  }
  const bent = (network: OnnxNetwork): OnnxNetwork =>
    network
      .node('Tanh')
      .node('Flatten')
      .gemm(4 * 5 * 7, 1)

  it.each([
    {
      name: 'weights of 16 bits',
      build(n: Quantised): OnnxNetwork {
        const weights = half(n, [4, 3, 3, 3], 31)
        return bent(n.node('Conv', [weights], {}, { from: 'input' }))
      }
    },
    {
      name: 'weights of eight bits between numbers that are rounded to eight bits and back',
      build(n: Quantised): OnnxNetwork {
        const codes = n.tensor(bytes([4, 3, 3, 3], whole(108, 32, 127)))
        n.node(
          'DequantizeLinear',
          [codes, n.scales(0.002, 0.003, 0.004, 0.005), n.tensor(bytes([4], [0, 5, -5, 1]))],
          { axis: 0 },
          { from: null }
        )
        const weights = n.last
        n.node('QuantizeLinear', n.grid(0.01), {}, { from: 'input' }).back(0.01).node('Conv', [weights])
        return bent(n.node('QuantizeLinear', n.grid(0.02)).back(0.02))
      }
    },
    {
      name: 'whole numbers',
      build(n: Quantised): OnnxNetwork {
        const more = [
          n.tensor(bytes([4, 3, 3, 3], whole(108, 33, 127))),
          ...n.grid(0.004),
          ...n.grid(0.02, 128, dataType.uint8)
        ]
        n.rounded().node('QLinearConv', [...n.grid(0.25, 128, dataType.uint8), ...more])
        return bent(n.back(0.02, 128, dataType.uint8))
      }
    }
  ])('$name', async ({ build }) => {
    const path = await build(new Quantised({ input: ['batch', 3, height, width] })).write(models.place('.onnx'))
    const { graph } = await openModel(path)
    const values = seededValues(3 * pixels, 34, 0.9)
    const session = await engine.load(gradientGraph(graph, 'output', 0))
    const { gradient } = await session.run(values, 1)
    const expected = centralDifferences(graph, values, graph.outputs['output']!, 0)
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0)
    expectClose(gradient!, expected, 1e-5)
  })
})
