import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { pictureOf } from '../../../src/main/model/graph/sequence.ts'
import { frameInput } from '../../../src/main/model/input/frameInput.ts'
import type { SteeringModel } from '../../../src/main/model/model.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { seenBySteering } from '../../../src/main/saliency/seenPixels.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { steeringGraph } from '../../../src/main/saliency/steering.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { layoutsOf } from '../../../src/shared/inputLayout.ts'
import { seeded } from '../../../testing/seeded.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { SUPERCOMBO, writeOpenpilotModel } from '../../fixtures/openpilotModel.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'

const models = modelFolder()
const [rows, columns] = [256, 512]

const next = seeded(3)
/** A drive of 8-bit RGB frames: patches of colour with noise on them. */
const drive = Array.from({ length: 6 }, () => {
  const patches = Array.from({ length: 8 * 16 * 3 }, () => 200 * next())
  return Uint8Array.from({ length: rows * columns * 3 }, (_, i) => {
    const [y, x, c] = [Math.floor(i / 3 / columns), Math.floor(i / 3) % columns, i % 3]
    return patches[(Math.floor(y / 32) * 16 + Math.floor(x / 32)) * 3 + c]! + 50 * next()
  })
})

/** The model's input after so many frames of the drive. */
function inputOf({ graph, recipe }: Pick<SteeringModel, 'graph' | 'recipe'>, frames = drive): Float32Array {
  const input = new Float32Array(graph.input.shape.reduce((a, b) => a * b, 1))
  const maker = frameInput(recipe, graph)
  for (const rgb of frames) maker.next(rgb, input, 0)
  return input
}

/**
 * YUV 4:2:0 of a picture by the integer formulas that Microsoft publishes for 8-bit RGB (BT.601 in 16..235; 'Converting RGB888
 * to YUV'): planes Y [256, 512], U and V [128, 256] of the mean of each block.
 */
function yuv420(rgb: Uint8Array): { y: number[]; u: number[]; v: number[] } {
  const at = (row: number, column: number): number[] => [...rgb.subarray((row * columns + column) * 3).subarray(0, 3)]
  const y = Array.from({ length: rows * columns }, (_, i) => {
    const [r, g, b] = at(Math.floor(i / columns), i % columns)
    return ((66 * r! + 129 * g! + 25 * b! + 128) >> 8) + 16
  })
  const halves = Array.from({ length: (rows * columns) / 4 }, (_, i) => {
    const [row, column] = [2 * Math.floor(i / (columns / 2)), 2 * (i % (columns / 2))]
    const block = [at(row, column), at(row, column + 1), at(row + 1, column), at(row + 1, column + 1)]
    return [0, 1, 2].map((c) => block.reduce((sum, pixel) => sum + pixel[c]!, 0) / 4) as [number, number, number]
  })
  const u = halves.map(([r, g, b]) => ((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128)
  const v = halves.map(([r, g, b]) => ((112 * r - 94 * g - 18 * b + 128) >> 8) + 128)
  return { y, u, v }
}

/** The six planes of a picture, [128, 256, 6], as `frames_to_tensor` of openpilot's modeld cuts them. */
function sixPlanes(rgb: Uint8Array): number[] {
  const { y, u, v } = yuv420(rgb)
  const even = (down: number, across: number, i: number): number =>
    y[(2 * Math.floor(i / 256) + down) * columns + 2 * (i % 256) + across]!
  return Array.from({ length: 128 * 256 }, (_, i) => [
    even(0, 0, i),
    even(1, 0, i),
    even(0, 1, i),
    even(1, 1, i),
    u[i]!,
    v[i]!
  ]).flat()
}

/** Twelve channels that lie on one another, [128, 256, 12], of two pictures. */
function woven(older: readonly number[], newer: readonly number[]): number[] {
  return Array.from({ length: 128 * 256 }, (_, i) => [
    ...older.slice(6 * i, 6 * i + 6),
    ...newer.slice(6 * i, 6 * i + 6)
  ]).flat()
}

let path: string
let opened: SteeringModel
beforeAll(async () => {
  path = await writeOpenpilotModel(models.place('.onnx'))
  opened = await openModel(path)
})

test('opens with frames as planes of YUV, its other inputs held, and the offset of the plan as steering', () => {
  const { recipe, head, headBecause, warnings, form, graph } = opened
  expect(form).toMatchObject({ kind: 'inputs', inputs: [{ name: 'input_imgs' }, { name: 'big_input_imgs' }] })
  expect(recipe).toMatchObject({
    reading: { as: 'yuv-frames', in: 'input_imgs', others: 'same', newest: 'last', apart: 1 },
    resize: { width: columns, height: rows },
    scale: { multiply: 1, add: 0 }
  })
  expect(pictureOf(graph).shape).toEqual([rows, columns, 3])
  expect(head).toMatchObject({ output: 'outputs', unit: 'm', positive: 'right' })
  expect(head.of).toMatchObject({
    as: 'offset',
    after: 2,
    first: 1,
    stride: 15,
    best: { count: 5, apart: 991, weight: 990 }
  })
  expect(headBecause).toMatch(/lateral offset after 2 s .* likeliest of 5.*openpilot/)
  const held = warnings.filter(({ code }) => code === 'constant-input').map(({ message }) => message)
  expect(held).toHaveLength(1)
  for (const name of ['desire', 'traffic_convention', 'nav_features', 'features_buffer'])
    expect(held.join(' ')).toContain(`'${name}'`)
  expect(held.find((message) => message.includes('traffic_convention'))).toMatch(
    /has \d more inputs: .*; they are held at 0, or at the first of their choices \(1 and then zeros\) \(.*'traffic_convention'.*\) for every frame\.$/
  )
  expect(warnings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['sequence', 'reading-guessed', 'head-uncertain'])
  )
  expect(warnings.find(({ code }) => code === 'sequence')!.message).toMatch(
    /six planes.*input_imgs, channels 1 to 6: 1 frame before, input_imgs, channels 7 to 12: the frame, big_input_imgs, channels 1 to 6: 1 frame before/
  )
})

test.each<[string, Parameters<typeof openModel>[1], number, number, number[] | 'zero']>([
  ['as it is guessed', {}, 4, 5, [4, 5]],
  [
    'four frames apart',
    { reading: { as: 'yuv-frames', in: 'input_imgs', others: 'same', newest: 'last', apart: 4 } },
    1,
    5,
    [1, 5]
  ],
  [
    'the newest first',
    { reading: { as: 'yuv-frames', in: 'input_imgs', others: 'zero', newest: 'first', apart: 1 } },
    5,
    4,
    'zero'
  ]
])('each input gets its twelve channels, %s', async (_, options, first, second, beside) => {
  const read = await openModel(path, options)
  const values = evaluate(read.graph, inputOf(read))
  // What the network takes the picture for, in front of its own first node.
  const given = (name: string): Float64Array => {
    const scaling = read.graph.nodes.find(({ inputs, op }) => op.type === 'affine' && inputs[0]!.startsWith(name))!
    return values.get(scaling.inputs[0]!)!
  }
  const stacks = [...values.keys()].filter((id) => id.endsWith('/channels'))
  expect(stacks).toHaveLength(beside === 'zero' ? 1 : 2)
  const expected = woven(sixPlanes(drive[first]!), sixPlanes(drive[second]!))
  // Bytes are rounded, of weights with eight bits.
  const isNear = (found: ArrayLike<number>): boolean =>
    found.length === expected.length && expected.every((value, i) => Math.abs(found[i]! - value) <= 1.2)
  expect(isNear(values.get('input_imgs/channels')!)).toBe(true)
  if (beside === 'zero') {
    const zeros = read.graph.nodes.filter(({ op }) => op.type === 'constant' && op.value.data.length === 128 * 256 * 12)
    expect(zeros).toHaveLength(1)
  } else expect(isNear(given('big_input_imgs'))).toBe(true)
})

test('the steering is the plan that openpilot takes, two seconds ahead', () => {
  const values = evaluate(opened.graph, inputOf(opened))
  const outputs = [...values.get(opened.graph.outputs['outputs']!)!]
  expect(outputs).toHaveLength(SUPERCOMBO)
  // parse_mdn: five rows of 495 means, 495 deviations and a weight.
  const hypotheses = Array.from({ length: 5 }, (_, k) => outputs.slice(991 * k, 991 * (k + 1)))
  const best = hypotheses.reduce((a, b) => (b[990]! > a[990]! ? b : a))
  const lateral = Array.from({ length: 33 }, (_, i) => best[15 * i + 1]!)
  const times = Array.from({ length: 33 }, (_, i) => 10 * (i / 32) ** 2)
  const after = times.findIndex((time) => time >= 2)
  const share = (2 - times[after - 1]!) / (times[after]! - times[after - 1]!)
  const offset = lateral[after - 1]! * (1 - share) + lateral[after]! * share
  const steering = steeringGraph(opened)
  const found = evaluate(steering, inputOf(opened)).get(steering.outputs['steering']!)![0]!
  expect(found).toBeCloseTo(-offset, 6)
  expect(Math.abs(offset)).toBeGreaterThan(1e-3)
})

/** d steering / d some values of the frame at hand by central differences, in 64 bits. */
function slopesAt(graph: Graph, input: Float32Array, places: readonly number[]): number[] {
  const at = (changed: Float64Array): number => evaluate(graph, changed).get(graph.outputs['steering']!)![0]!
  return places.map((place) => {
    const above = Float64Array.from(input)
    const below = Float64Array.from(input)
    above[place]! += 0.5
    below[place]! -= 0.5
    return at(above) - at(below)
  })
}

describeEngines('supercombo in little', ['ort', 'tf-native', 'tf-wasm'], (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test('steers as the reference does, with the gradient of the camera that maps are of', async () => {
    const input = inputOf(opened)
    const graph = steeringGraph(opened)
    const session = await engine.load(steeringAndGradient(opened))
    const { steering, gradient: found } = await session.run(input, 1)
    expect(steering![0]).toBeCloseTo(evaluate(graph, input).get(graph.outputs['steering']!)![0]!, 3)
    expect(found).toHaveLength(rows * columns * 3)
    const largest = [...found!.keys()].sort((a, b) => Math.abs(found![b]!) - Math.abs(found![a]!)).slice(0, 4)
    // The frame at hand lies behind the others in the input.
    const depth = graph.input.shape[2]!
    const places = largest.map((i) => Math.floor(i / 3) * depth + depth - 3 + (i % 3))
    expectClose(
      largest.map((i) => found![i]!),
      slopesAt(graph, input, places),
      1e-3
    )
  })
})

describe('maps of it', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine('ort')
  })
  afterAll(() => engine.dispose())

  test('can be drawn by every method', () => {
    expect(methods.filter((method) => method.refuse(opened) !== null)).toEqual([])
  })

  test.each([gradient, visualBackprop, gradCam])('by $label are of the whole picture', async (method) => {
    const { map } = await explainOn(engine, method.build(opened, 'change'), inputOf(opened), 1)
    expect(map).toHaveLength(rows * columns)
    expect(map.every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
    const quarters = [0, 1, 2, 3].map((quarter) => {
      const own = map.filter((_, i) => Math.floor(i / columns / 128) * 2 + Math.floor((i % columns) / 256) === quarter)
      return own.reduce((sum, value) => sum + value, 0)
    })
    expect(Math.min(...quarters)).toBeGreaterThan(0)
  })

  test('all of the picture is seen', () => {
    expect(seenBySteering(opened).data.every((mark) => mark === 1)).toBe(true)
  })
})

test('VisualBackProp spreads a block of planes evenly over its four pixels', async () => {
  const engine = await createEngine('ort')
  const { map } = await explainOn(engine, visualBackprop.build(opened, 'change'), inputOf(opened), 1)
  engine.dispose()
  for (let i = 0; i < 40; i++) {
    const at = (2 * i * columns + 4 * i) % map.length
    const block = [at, at + 1, at + columns, at + columns + 1].map((pixel) => map[pixel])
    expect(new Set(block).size).toBe(1)
  }
})

test('one input of planes is read so too, and as frames of colour where its size says nothing', async () => {
  const write = (height: number, width: number): Promise<string> => {
    const network = new OnnxNetwork({ input: [1, 12, height, width], inputName: 'input_imgs' })
    network
      .conv([12, 2], [4, 4], { strides: [4, 4] })
      .node('GlobalAveragePool')
      .node('Flatten')
      .gemm(2, 1)
    return network.write(models.place('.onnx'))
  }
  const known = await openModel(await write(128, 256))
  expect(known.recipe.reading).toEqual({ as: 'yuv-frames', others: 'same', newest: 'last', apart: 1 })
  expect(pictureOf(known.graph).shape).toEqual([rows, columns, 3])
  const other = await openModel(await write(64, 64))
  expect(other.recipe.reading).toMatchObject({ as: 'colour-frames' })
  expect(layoutsOf(other.form).map(({ as }) => as)).toEqual(['colour-frames', 'grey-frames', 'picture', 'yuv-frames'])
})

test('planes of anything but bytes are refused by the field', async () => {
  const { head, recipe } = opened
  const beside = async (changed: object): Promise<string> => {
    const file = models.place('.json')
    await writeFile(file, JSON.stringify({ head, recipe: { ...recipe, ...changed } }))
    return file
  }
  for (const [changed, sentence] of [
    [
      { scale: { multiply: 1 / 255, add: 0 } },
      /'recipe\.scale': YUV planes are made of red, green and blue from 0 to 255/
    ],
    [{ afterResize: [{ step: 'colour', to: 'bgr' }] }, /'recipe\.afterResize': YUV planes/]
  ] as const)
    await expect(openModel(path, { recipe: await beside(changed) })).rejects.toThrow(sentence)
})
