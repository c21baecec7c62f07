import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { gradientTimesInput } from '../../../src/main/saliency/gradientTimesInput.ts'
import { integratedGradients } from '../../../src/main/saliency/integratedGradients.ts'
import type { Explain, Method, Settings } from '../../../src/main/saliency/method.ts'
import { guided, rectified } from '../../../src/main/saliency/rectifiers.ts'
import { smoothGrad } from '../../../src/main/saliency/smoothGrad.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { Network } from '../../../testing/network.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

async function explain(method: Method, graph: Graph, what: Explain, pictures: Float32Array, settings?: Settings) {
  const batch = pictures.length / graph.input.shape.reduce((product, length) => product * length, 1)
  return explainOn(engine, method.build({ graph, head }, what, settings), pictures, batch)
}

/** Left minus right: the signed values that the method's maps are parts of. */
async function signed(method: Method, graph: Graph, pictures: Float32Array, settings?: Settings): Promise<number[]> {
  const left = await explain(method, graph, 'left', pictures, settings)
  const right = await explain(method, graph, 'right', pictures, settings)
  return Array.from(left.map, (value, i) => value - right.map[i]!)
}

/** f = 5x + y^2 + atan z of a picture of 1 x 3 pixels. */
function analytic(): Graph {
  const network = new Network([1, 3, 1])
  for (const [index, name] of ['x', 'y', 'z'].entries()) network.node(name, { type: 'pick', index }, [1], ['picture'])
  network.node('5x', { type: 'affine', scale: Float32Array.of(5), offset: Float32Array.of(0) }, [1], ['x'])
  network.node('y^2', { type: 'multiply' }, [1], ['y', 'y'])
  network.node('atan z', { type: 'activation', activation: { kind: 'atan' } }, [1], ['z'])
  return network.node('sum', { type: 'add' }, [1], ['5x', 'y^2', 'atan z']).graph()
}

const linear = (): Graph => new Network([4, 5, 3], 7).flatten().dense('angle', 1, false).graph()
const curved = (): Graph =>
  new Network([10, 12, 3], 8)
    .conv('a', 5, [3, 3])
    .activation('a/on', { kind: 'elu', alpha: 1 })
    .flatten()
    .dense('angle', 1)
    .graph()

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

describe('Gradient x input', () => {
  it('is 5x, 2 y^2, z / (1 + z^2) for 5x + y^2 + atan z', async () => {
    expectClose(await signed(gradientTimesInput, analytic(), Float32Array.of(1, -3, 2)), [5, 18, 2 / 5], 1e-6)
  })

  it('sums up to the steering of a linear model', async () => {
    const picture = seededValues(60, 31)
    const { steering } = await explain(gradientTimesInput, linear(), 'left', picture)
    expect(sum(await signed(gradientTimesInput, linear(), picture))).toBeCloseTo(steering[0]!, 5)
  })

  it('has change as left plus right', async () => {
    const [change, left, right] = await Promise.all(
      (['change', 'left', 'right'] as const).map((what) =>
        explain(gradientTimesInput, curved(), what, seededValues(360, 2))
      )
    )
    expectClose(
      change!.map,
      left!.map.map((value, i) => value + right!.map[i]!),
      1e-6
    )
  })
})

describe('SmoothGrad', () => {
  it('is the gradient of a linear model', async () => {
    const picture = seededValues(60, 32)
    const [smooth, plain] = [
      await explain(smoothGrad, linear(), 'left', picture),
      await explain(gradient, linear(), 'left', picture)
    ]
    expectClose(smooth.map, plain.map, 1e-5)
  })

  it('is the gradient of a picture of one value, whose range is 0', async () => {
    const picture = new Float32Array(360).fill(0.4)
    const [smooth, plain] = [
      await explain(smoothGrad, curved(), 'change', picture),
      await explain(gradient, curved(), 'change', picture)
    ]
    expectClose(smooth.map, plain.map, 1e-5)
  })

  it('has noise of 0.15 of the range, with a mean near 0', async () => {
    // The gradient of x^2 is 2x: each value tells its noise. 2 pixels of 500 hold the range.
    const network = new Network([1, 500, 1])
    network.node('square', { type: 'multiply' }, [1, 500, 1], ['picture', 'picture'])
    network.flatten()
    const ones = { shape: [500, 1], data: new Float32Array(500).fill(1) }
    const graph = network.node('angle', { type: 'dense', kernel: ones, bias: null }, [1]).graph()
    const picture = new Float32Array(500)
    picture.set([-2, 2])
    const noise = (await signed(smoothGrad, graph, picture, { samples: 1 })).slice(2).map((value) => value / 2)
    const mean = sum(noise) / noise.length
    const deviation = Math.sqrt(sum(noise.map((value) => (value - mean) ** 2)) / noise.length)
    expect(Math.abs(mean)).toBeLessThan((3 * 0.6) / Math.sqrt(498))
    expect(deviation).toBeGreaterThan(0.6 * 0.9)
    expect(deviation).toBeLessThan(0.6 * 1.1)
    const many = (await signed(smoothGrad, graph, picture, { samples: 200 })).slice(2)
    expect(Math.max(...many.map(Math.abs))).toBeLessThan((2 * 0.6 * 4.5) / Math.sqrt(200))
  })

  it('is the same every time', async () => {
    const picture = seededValues(360, 33)
    const [once, again] = [
      await explain(smoothGrad, curved(), 'change', picture),
      await explain(smoothGrad, curved(), 'change', picture)
    ]
    expect(once.map).toEqual(again.map)
  })
})

describe('Integrated Gradients', () => {
  it('is f along each pixel for 5x + y^2 + atan z, from the mean of x, y and z', async () => {
    const [x, y, z] = [1, -3, 5] as const
    const mean = 1
    const expected = [5 * (x - mean), y ** 2 - mean ** 2, Math.atan(z) - Math.atan(mean)]
    const found = await signed(integratedGradients, analytic(), Float32Array.of(x, y, z), { steps: 200 })
    expectClose(found, expected, 1e-4)
  })

  it('sums up to f(picture) - f(its mean colour), and reports by how much it misses', async () => {
    const graph = curved()
    const picture = seededValues(360, 34)
    const colour = [0, 1, 2].map((c) => sum(picture.filter((_, i) => i % 3 === c)) / 120)
    const plain = picture.map((_, i) => colour[i % 3]!)
    const steering = (values: Float32Array): number => evaluate(graph, values).get('angle')![0]!
    const claimed = steering(picture) - steering(plain)
    for (const steps of [2, 64]) {
      const total = sum(await signed(integratedGradients, graph, picture, { steps }))
      const { residue } = await explain(integratedGradients, graph, 'left', picture, { steps })
      expect(residue![0]).toBeCloseTo(Math.abs((total - claimed) / claimed), 4)
      if (steps === 64) expect(residue![0]).toBeLessThan(0.005)
    }
  })

  it('needs one step for a linear model', async () => {
    const { residue } = await explain(integratedGradients, linear(), 'left', seededValues(60, 35), { steps: 1 })
    expect(residue![0]).toBeLessThan(1e-5)
  })
})

describe('a changed backward rule', () => {
  // x -> ReLU(W x) -> v: by hand, with a hidden value of each sign and an output weight of each sign.
  const weights = Float32Array.of(1, -1, 2, 0.5, 1, 1, -1, 1)
  const out = Float32Array.of(2, 3, -1, -4)
  const graph = (): Graph => {
    const network = new Network([1, 2, 1]).flatten()
    network.node('hidden', { type: 'dense', kernel: { shape: [2, 4], data: weights }, bias: null }, [4])
    network.activation('on', { kind: 'relu' })
    return network.node('angle', { type: 'dense', kernel: { shape: [4, 1], data: out }, bias: null }, [1]).graph()
  }
  const picture = Float32Array.of(1, 0.5)
  // W' (gradient at the hidden values), which are 1.5, -0.5, 1.5, 1.
  const back = (hidden: number[]): number[] =>
    [0, 1].map((x) => Math.abs(sum(hidden.map((value, i) => value * weights[x * 4 + i]!))))

  it.each([
    { method: guided, what: 'left', hidden: [2, 0, 0, 0], why: 'positive on both ways' },
    { method: guided, what: 'right', hidden: [0, 0, 1, 4], why: 'positive on both ways' },
    { method: rectified, what: 'left', hidden: [2, 3, 0, 0], why: 'positive on the way back' },
    { method: rectified, what: 'right', hidden: [0, 0, 1, 4], why: 'positive on the way back' }
  ] as const)('$method.label lets through what is $why ($what)', async ({ method, what, hidden }) => {
    expectClose((await explain(method, graph(), what, picture)).map, back([...hidden]), 1e-6)
  })

  it.each([guided, rectified])('$label has change as the larger of left and right', async (method) => {
    const maps = await Promise.all(
      (['change', 'left', 'right'] as const).map(
        async (what) => (await explain(method, curved(), what, seededValues(360, 3))).map
      )
    )
    expect(maps[0]).toEqual(maps[1]!.map((value, i) => Math.max(value, maps[2]![i]!)))
  })

  it.each([guided, rectified])('$label is not offered where there is none to change', (method) => {
    expect(method.refuse({ graph: linear(), head })).toBe(
      `The model has no ReLU or its like; ${method.label} would be Gradient.`
    )
    expect(method.refuse({ graph: curved(), head })).toBeNull()
  })
})
