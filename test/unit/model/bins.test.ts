import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { steeringGraph } from '../../../src/main/saliency/steering.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { donkeycar } from '../../fixtures/modelConfigs.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()

/** Donkeycar's categorical model: 15 bins of angle, 20 of throttle. */
function categorical(ending: 'Softmax' | null): Promise<string> {
  const network = new OnnxNetwork()
    .conv([3, 4], [3, 3], { strides: [2, 2] })
    .node('Relu')
    .node('Flatten')
    .gemm(80, 16)
  const features = network.last
  const head = (bins: number): string => {
    network.last = features
    network.gemm(16, bins)
    return ending ? network.node(ending, [], { axis: -1 }).last : network.last
  }
  return network.write(models.place('.onnx'), { throttle_out: head(20), angle_out: head(15) })
}

const picture = seededValues(9 * 12 * 3, 4)

/** Donkeycar's angles, -1 + 2 i / 14, weighed by their probabilities. */
const expected = (probabilities: ArrayLike<number>): number =>
  Array.from(probabilities).reduce((sum, p, i) => sum + p * (-1 + (2 * i) / 14), 0)

test('of outputs whose names say nothing, what is said of the first is true', async () => {
  const { head, headBecause } = await openModel(await models.h5(donkeycar))
  expect(head.output).toBe('n_outputs0')
  expect(headBecause).toContain('of the outputs n_outputs0, n_outputs1 it is the first of Donkeycar, its angle')
})

test('an output of probabilities is guessed to be bins of angles, and its name says which', async () => {
  const { head, headBecause, warnings } = await openModel(await categorical('Softmax'))
  expect(head).toEqual({
    output: 'angle_out',
    index: 0,
    unit: 'normalised',
    positive: 'right',
    bins: { from: -1, to: 1 }
  })
  expect(headBecause).toMatch(
    /throttle_out, angle_out its name says steering, the expected value of its 15 probabilities/
  )
  expect(warnings.map(({ code }) => code)).not.toContain('head-uncertain')
})

test('numbers that are no probabilities are not', async () => {
  const { head, warnings } = await openModel(await categorical(null))
  expect(head.bins).toBeUndefined()
  expect(warnings.map(({ code }) => code)).toContain('head-uncertain')
})

describeEngines('the expected angle, left-positive', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each([
    ['of a softmax', 'Softmax' as const],
    ['of numbers that still need one', null]
  ])('%s', async (_, ending) => {
    const { graph, head } = await openModel(await categorical(ending))
    const values = [...evaluate(graph, picture).get(graph.outputs['angle_out']!)!]
    const powers = values.map(Math.exp)
    const total = powers.reduce((a, b) => a + b, 0)
    const angle = expected(ending ? values : powers.map((v) => v / total))
    const session = await engine.load(steeringGraph({ graph, head: { ...head, bins: { from: -1, to: 1 } } }))
    const { steering } = await session.run(picture, 1)
    expect(steering![0]).toBeCloseTo(-angle, 5)
  })
})
