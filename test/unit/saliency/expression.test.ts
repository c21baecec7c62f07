import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph, Shape } from '../../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../../src/main/model/model.ts'
import { gradientTimesInput } from '../../../src/main/saliency/gradientTimesInput.ts'
import type { Method, Settings } from '../../../src/main/saliency/method.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { seenBySteering } from '../../../src/main/saliency/seenPixels.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { steeringGraph } from '../../../src/main/saliency/steering.ts'
import type { OutputExpression } from '../../../src/shared/outputExpression.ts'
import type { SteeringUnit } from '../../../src/shared/steering.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'

const picture = seededValues(12 * 16 * 3, 30)

/** A small convolutional network with two outputs: `path`, of this shape, and `speed`, three numbers. */
function network(shape: Shape): Graph {
  const size = shape.reduce((product, length) => product * length, 1)
  const net = new Network([12, 16, 3], 4)
    .conv('a', 4, [5, 5], { strides: [2, 2] })
    .activation('a/on', { kind: 'elu', alpha: 1 })
  net.conv('b', 5, [3, 3]).activation('b/on', { kind: 'elu', alpha: 1 }).flatten()
  net.dense('row', size).node('path', { type: 'reshape' }, shape)
  net.last = 'flatten'
  const { input, nodes } = net.dense('speed', 3).graph()
  return { input, nodes, outputs: { path: 'path', speed: 'speed' } }
}

/** What an expression means, of the numbers of both outputs, from its definition in plain arithmetic. */
type Meaning = (path: ArrayLike<number>, speed: ArrayLike<number>) => number

interface Case {
  name: string
  shape: Shape
  of: OutputExpression
  unit?: SteeringUnit
  means: Meaning
}

/** As NumPy's interp has it. */
function interpolated(at: number, times: readonly number[], values: readonly number[]): number {
  for (let i = 1; i < times.length; i++)
    if (at <= times[i]!)
      return values[i - 1]! + ((values[i]! - values[i - 1]!) * (at - times[i - 1]!)) / (times[i]! - times[i - 1]!)
  throw new Error('it is beyond the last point')
}

const every = (first: number, stride: number, count: number) => (path: ArrayLike<number>) =>
  Array.from({ length: count }, (_, i) => path[first + i * stride]!)
const times = [0.5, 1, 2, 4, 7]

/** Three trajectories of 5 points of 2 coordinates and 10 of something else, each with a weight behind it. */
const likeliest = (path: ArrayLike<number>): number => {
  const weights = [20, 41, 62].map((i) => path[i]!)
  return 21 * weights.indexOf(Math.max(...weights))
}
const best = { count: 3, apart: 21, weight: 20 }

const cases: Case[] = [
  {
    name: 'a difference',
    shape: [4],
    of: { as: 'difference', plus: { index: 3 }, minus: { index: 1 } },
    means: (path) => path[3]! - path[1]!
  },
  {
    name: 'a difference of two outputs',
    shape: [2, 3],
    of: { as: 'difference', plus: { index: 5 }, minus: { index: 2, output: 'speed' } },
    means: (path, speed) => path[5]! - speed[2]!
  },
  {
    name: 'a weighted sum',
    shape: [4],
    of: {
      as: 'sum',
      terms: [
        { index: 0, weight: 0.25 },
        { index: 1, output: 'speed', weight: -2 },
        { index: 3, weight: 1 }
      ]
    },
    means: (path, speed) => 0.25 * path[0]! - 2 * speed[1]! + path[3]!
  },
  {
    name: 'the first point of a trajectory',
    shape: [5, 2],
    of: { as: 'point', point: 0, first: 1, stride: 2 },
    means: (path) => path[1]!
  },
  {
    name: 'a later point, coordinates one behind the other',
    shape: [2, 5],
    of: { as: 'point', point: 3, first: 5, stride: 1 },
    means: (path) => path[8]!
  },
  {
    name: 'a point of the likeliest trajectory',
    shape: [63],
    of: { as: 'point', point: 2, first: 1, stride: 2, best },
    means: (path) => path[likeliest(path) + 5]!
  },
  {
    name: 'the lateral offset between two points',
    shape: [5, 2],
    of: { as: 'offset', after: 2.5, first: 1, stride: 2, times },
    unit: 'm',
    means: (path) => interpolated(2.5, times, every(1, 2, 5)(path))
  },
  {
    name: 'the lateral offset at a point',
    shape: [10],
    of: { as: 'offset', after: 4, first: 0, stride: 2, times },
    unit: 'm',
    means: (path) => path[6]!
  },
  {
    name: 'the lateral offset at the end',
    shape: [10],
    of: { as: 'offset', after: 7, first: 0, stride: 2, times },
    unit: 'm',
    means: (path) => path[8]!
  },
  {
    name: 'the lateral offset of the likeliest trajectory',
    shape: [1, 63],
    of: { as: 'offset', after: 0.8, first: 1, stride: 2, times, best },
    unit: 'm',
    means: (path) => interpolated(0.8, times, every(likeliest(path) + 1, 2, 5)(path))
  },
  {
    name: "the wheels' angle for a curvature",
    shape: [3],
    of: { as: 'wheel-angle', curvature: { index: 2 }, wheelbase: 2.7 },
    unit: 'rad',
    means: (path) => Math.atan(path[2]! * 2.7)
  },
  {
    name: "the wheels' angle in degrees",
    shape: [3],
    of: { as: 'wheel-angle', curvature: { index: 0, output: 'speed' }, wheelbase: 0.25 },
    unit: 'deg',
    means: (_, speed) => (Math.atan(speed[0]! * 0.25) * 180) / Math.PI
  },
  {
    name: 'the direction to a target',
    shape: [2],
    of: { as: 'target', x: { index: 0 }, y: { index: 1 } },
    unit: 'rad',
    means: (path) => Math.atan2(path[0]!, (0.5 - path[1]!) / 2)
  },
  {
    name: 'the direction to a target of two outputs, in degrees',
    shape: [2],
    of: { as: 'target', x: { index: 0 }, y: { index: 1, output: 'speed' } },
    unit: 'deg',
    means: (path, speed) => (Math.atan2(path[0]!, (0.5 - speed[1]!) / 2) * 180) / Math.PI
  }
]

const headOf = ({ of, unit = 'normalised' }: Pick<Case, 'of' | 'unit'>, positive: 'left' | 'right'): SteeringHead => ({
  output: 'path',
  index: 0,
  unit,
  positive,
  of
})

const differences = new Map<string, Float64Array>()

describeEngines('steering that is worked out', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each(cases)('$name is what it means, and so is its gradient', async (one) => {
    const graph = network(one.shape)
    const values = evaluate(graph, picture)
    const meant = one.means(values.get('path')!, values.get('speed')!)
    const target = { graph, head: headOf(one, 'left') }
    const session = await engine.load(steeringAndGradient(target))
    const { steering, gradient } = await session.run(picture, 1)
    expect(steering![0]).toBeCloseTo(meant, 4)
    const steered = steeringGraph(target)
    const known = differences.get(one.name) ?? centralDifferences(steered, picture, steered.outputs['steering']!, 0)
    differences.set(one.name, known)
    expectClose(gradient!, known, 1e-4)
    expect(Math.max(...known.map(Math.abs))).toBeGreaterThan(0)
  })

  test.each(cases)('$name to the right is turned round', async (one) => {
    const graph = network(one.shape)
    const values = evaluate(graph, picture)
    const session = await engine.load(steeringGraph({ graph, head: headOf(one, 'right') }))
    const { steering } = await session.run(picture, 1)
    expect(steering![0]).toBeCloseTo(-one.means(values.get('path')!, values.get('speed')!), 4)
  })

  describe('the direction to a target', () => {
    const numbers: Graph = {
      input: { id: 'picture', shape: [1, 2, 1] },
      nodes: [{ id: 'xy', op: { type: 'reshape' }, inputs: ['picture'], shape: [2] }],
      outputs: { path: 'xy' }
    }
    const head = headOf({ of: { as: 'target', x: { index: 0 }, y: { index: 1 } }, unit: 'rad' }, 'left')
    const places = [-1, -0.6, -0.01, 0.01, 0.3, 1].flatMap((x) =>
      [-1, 0, 0.45, 0.49, 0.51, 0.7, 1].map((y) => [x, y] as const)
    )

    test('is right wherever it lies, ahead, beside and behind, and so is its slope', async () => {
      const session = await engine.load(steeringAndGradient({ graph: numbers, head }))
      const { steering, gradient } = await session.run(Float32Array.from(places.flat()), places.length)
      expectClose(
        steering!,
        places.map(([x, y]) => Math.atan2(x, (0.5 - y) / 2)),
        1e-5
      )
      places.forEach(([x, y], i) => {
        const ahead = (0.5 - y) / 2
        const square = x * x + ahead * ahead
        const slopes = [ahead / square, x / square / 2]
        expectClose(gradient!.subarray(2 * i, 2 * i + 2), slopes, 1e-3, `the slope at ${x}, ${y}`)
      })
    })

    test('is a number where it is at the very place of the car', async () => {
      const session = await engine.load(steeringAndGradient({ graph: numbers, head }))
      const { steering, gradient } = await session.run(Float32Array.of(0, 0.5, 0, 0), 2)
      expect([...steering!]).toEqual([0, 0])
      expect([...gradient!].every(Number.isFinite)).toBe(true)
    })
  })

  test('of trajectories with equal weights the mean is taken', async () => {
    const graph: Graph = {
      input: { id: 'picture', shape: [1, 6, 1] },
      nodes: [{ id: 'row', op: { type: 'reshape' }, inputs: ['picture'], shape: [6] }],
      outputs: { path: 'row' }
    }
    const of = { as: 'point', point: 0, first: 0, stride: 1, best: { count: 3, apart: 2, weight: 1 } } as const
    const session = await engine.load(steeringAndGradient({ graph, head: headOf({ of }, 'left') }))
    const { steering, gradient } = await session.run(Float32Array.of(10, 1, 20, 3, 40, 3, 10, 5, 20, 3, 40, -3), 2)
    expectClose(steering!, [30, 10], 1e-6)
    expectClose(gradient!, [0, 0, 0.5, 0, 0.5, 0, 1, 0, 0, 0, 0, 0], 1e-6)
  })
})

const cheap: Record<string, Settings> = {
  rise: { masks: 20 },
  occlusion: { side: 6 },
  smoothgrad: { samples: 3 },
  'integrated-gradients': { steps: 4 },
  'expected-gradients': { baselines: 2, steps: 2 }
}

/** Expressions that are weighted sums of the numbers of `path`, which a model may as well have as a layer of its own. */
const sums = cases.filter(({ of, shape }) => {
  const isOwn = !JSON.stringify(of).includes('output')
  return isOwn && !('best' in of) && of.as !== 'target' && of.as !== 'wheel-angle' && shape.length > 0
})

describeEngines('a map of steering that is worked out', ['ort', 'tf-wasm'], (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  /** The same network with one output, which is what the expression says. */
  function withOwnLayer({ shape, means }: Case): Graph {
    const { input, nodes } = network(shape)
    const size = shape.reduce((product, length) => product * length, 1)
    const unit = (k: number): Float64Array => Float64Array.from({ length: size }, (_, i) => Number(i === k))
    const data = Float32Array.from({ length: size }, (_, k) => means(unit(k), []))
    const own = {
      id: 'angle',
      op: { type: 'dense', kernel: { shape: [size, 1], data }, bias: null },
      inputs: ['row']
    } as const
    return { input, nodes: [...nodes, { ...own, shape: [1] }], outputs: { angle: 'angle' } }
  }

  describe.each(methods)('$label', (method: Method) => {
    test.each(sums)('is that of a model with a layer of its own for it: $name', async (one) => {
      const own = { output: 'angle', index: 0, unit: 'normalised', positive: 'left' } as const
      const target = { graph: network(one.shape), head: headOf(one, 'left') }
      expect(method.refuse(target)).toBeNull()
      const build = (of: Parameters<Method['build']>[0]) => method.build(of, 'left', cheap[method.id])
      const mine = await explainOn(engine, build(target), picture, 1)
      const theirs = await explainOn(engine, build({ graph: withOwnLayer(one), head: own }), picture, 1)
      expectClose(mine.map, theirs.map, 1e-4)
      expect(Math.max(...mine.map)).toBeGreaterThan(0)
    })

    test.each(cases.filter((one) => !sums.includes(one)))('is there, of numbers, for $name', async (one) => {
      const target = { graph: network(one.shape), head: headOf(one, 'left') }
      expect(method.refuse(target)).toBeNull()
      const explanation = method.build(target, 'change', cheap[method.id])
      const { map, steering } = await explainOn(engine, explanation, picture, 1)
      const values = evaluate(target.graph, picture)
      expect(steering[0]).toBeCloseTo(one.means(values.get('path')!, values.get('speed')!), 4)
      expect(map.every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
      expect(Math.max(...map)).toBeGreaterThan(0)
    })
  })

  test('sums up as it should: gradient times input of a sum is the sum of those of its numbers', async () => {
    const [one] = cases
    const graph = network(one!.shape)
    const mapOf = async (head: SteeringHead): Promise<Float32Array> =>
      (await explainOn(engine, gradientTimesInput.build({ graph, head }, 'left'), picture, 1)).map
    const number = (index: number, positive: 'left' | 'right'): SteeringHead => ({
      output: 'path',
      index,
      unit: 'normalised',
      positive
    })
    // Left and right parts are what is above zero of a map that has a sign.
    const [plus, plusRight] = [await mapOf(number(3, 'left')), await mapOf(number(3, 'right'))]
    const [minus, minusRight] = [await mapOf(number(1, 'left')), await mapOf(number(1, 'right'))]
    const [left, right] = [await mapOf(headOf(one!, 'left')), await mapOf(headOf(one!, 'right'))]
    expectClose(
      left.map((value, i) => value - right[i]!),
      plus.map((value, i) => value - plusRight[i]! - minus[i]! + minusRight[i]!),
      1e-4
    )
  })
})

test('what no number of an expression reads is not seen', () => {
  const net = new Network([2, 4, 1]).node('left', { type: 'crop', pads: [0, 2, 0, 0] }, [2, 2, 1])
  net.flatten('left/row').dense('l', 1)
  net.last = 'picture'
  net
    .node('right', { type: 'crop', pads: [0, 0, 0, 2] }, [2, 2, 1])
    .flatten('right/row')
    .dense('r', 1)
  const { input, nodes } = net.graph()
  const graph: Graph = { input, nodes, outputs: { l: 'l', r: 'r' } }
  const seen = (of: OutputExpression): string =>
    [...seenBySteering({ graph, head: { output: 'l', index: 0, unit: 'normalised', positive: 'left', of } }).data].join(
      ''
    )
  expect(seen({ as: 'sum', terms: [{ index: 0, weight: 2 }] })).toBe('11001100')
  expect(seen({ as: 'difference', plus: { index: 0 }, minus: { index: 0, output: 'r' } })).toBe('11111111')
  expect(seen({ as: 'sum', terms: [{ index: 0, output: 'r', weight: 1 }] })).toBe('00110011')
})
