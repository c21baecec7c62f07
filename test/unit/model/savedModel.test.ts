import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { tensorflowGradient } from '../../fixtures/gradientOfTensorflow.ts'
import { graphModelCases } from '../../fixtures/graphModelCases.ts'
import { GraphModel } from '../../fixtures/graphModels.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { hasTensorflow, predicted, whyNoTensorflow } from '../../fixtures/nativeTensorflow.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { frozenBytes, type Layout, wrapFrozen, writeSavedModel } from '../../fixtures/savedModels.ts'
import { tensorflowCases } from '../../fixtures/tensorflowCases.ts'
import { tensorflowNetworks } from '../../fixtures/tensorflowNetworks.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const layouts: Layout[] = ['Keras 2', 'Keras 3', 'TensorFlow 1']
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

async function frozen(model: GraphModel): Promise<string> {
  const path = models.place('.pb')
  await writeFile(path, frozenBytes(model))
  return path
}

/** Operators that TensorFlow.js alone has. */
const ofConverter = /Fused(Conv2D|MatMul|DepthwiseConv)|Prelu/
const cases = [...graphModelCases.filter(([name]) => !ofConverter.test(name)), ...tensorflowCases]
/** What has variables, shapes, conditions and several results. */
const inFunctions =
  /^(Conv2D and|DepthwiseConv|FusedBatchNorm|MatMul$|Rsqrt|AddV2|the arith|a Flatten|a cond|batch|Swish|IdentityN|ConcatV2)/

describe.skipIf(!hasTensorflow)(`computes what TensorFlow computes${whyNoTensorflow}`, () => {
  test.each(cases)('%s, frozen', async (_, build, picture = [9, 12, 3]) => {
    const model = build(new GraphModel(picture))
    const values = seededValues(sizeOf(picture), 4)
    const { output } = await predicted(dirname(wrapFrozen(models.place(), model)), { input_1: [values, picture] })
    const { graph, format } = await openModel(await frozen(model))
    expect(format).toBe('tf-frozen')
    expectClose(evaluate(graph, values).get(Object.values(graph.outputs)[0]!)!, output!, 3e-6)
    expect(new Set(graph.nodes.map((node) => node.id)).size).toBe(graph.nodes.length)
  })

  describe.each(layouts)('%s', (layout) => {
    test.each(cases.filter(([name]) => inFunctions.test(name)))('%s', async (_, build, picture = [9, 12, 3]) => {
      const model = build(new GraphModel(picture))
      const values = seededValues(sizeOf(picture), 4)
      const path = writeSavedModel(models.place(), model, layout)
      const { output } = await predicted(dirname(path), { input_1: [values, picture] })
      const { graph, format } = await openModel(path)
      expect(format).toBe('tf-saved')
      expectClose(evaluate(graph, values).get(graph.outputs['output']!)!, output!, 3e-6)
    })
  })
})

describe.skipIf(!hasTensorflow)(`networks on ten pictures${whyNoTensorflow}`, () => {
  describeEngines('steer as in TensorFlow', (id) => {
    let engine: Engine
    beforeAll(async () => {
      engine = await createEngine(id)
    })
    afterAll(() => engine.dispose())

    test.each(tensorflowNetworks.flatMap((network) => layouts.map((layout) => ({ ...network, layout }))))(
      '$name, $layout',
      async ({ make, most, layout }) => {
        const { model, outputs } = make()
        const path = writeSavedModel(models.place(), model, layout, { outputs })
        const { graph, head, parameters } = await openModel(path)
        const pictures = seededValues(10 * sizeOf(model.picture), 7, most / 2).map((v) => v + most / 2)
        const expected = await predicted(dirname(path), { input_1: [pictures, model.picture] })
        const session = await engine.load(graph)
        const found = await session.run(pictures, 10)
        session.dispose()
        expect(Object.keys(graph.outputs)).toEqual(Object.keys(outputs))
        expect(head.output).toBe(Object.keys(outputs)[0])
        for (const name of Object.keys(outputs)) expectClose(found[name]!, expected[name]!, 1e-5, name)
        expect(parameters).toBe(trainedIn(model))
      }
    )
  })
})

describe.skipIf(!hasTensorflow)(`the slope of the steering${whyNoTensorflow}`, () => {
  describeEngines("is TensorFlow's own", (id) => {
    const withGradients = tensorflowNetworks.filter(({ name }) => /Donkeycar|ReLU/.test(name))
    test.each(withGradients)('$name', async ({ make, most }) => {
      const { model, outputs } = make()
      const { graph, head } = await openModel(writeSavedModel(models.place(), model, 'Keras 2', { outputs }))
      const picture = seededValues(sizeOf(model.picture), 7, most / 2).map((v) => v + most / 2)
      const bins = Array.from({ length: 15 }, (_, i) => -1 + i / 7)
      const expected = await tensorflowGradient(
        models.place(),
        model,
        outputs[head.output]!,
        picture,
        head.bins ? bins : [1]
      )
      const engine = await createEngine(id)
      const session = await engine.load(steeringAndGradient({ graph, head: { ...head, positive: 'left' } }))
      const { gradient } = await session.run(picture, 1)
      engine.dispose()
      expect(distance(gradient!, expected)).toBeLessThan(1e-4 * Math.hypot(...expected))
    })
  })
})

const distance = (a: Float32Array, b: Float32Array): number => Math.hypot(...a.map((v, i) => v - b[i]!))

/** How many numbers of a network are weights: all but single ones. */
function trainedIn(model: GraphModel): number {
  const weights = model.stored.filter(({ dtype, shape }) => dtype === 'float32' && shape.length > 0)
  return weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}
