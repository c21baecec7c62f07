import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecodePlan } from '../../src/main/decode/decode.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { agreement, disagreement } from '../../src/main/engine/agree.ts'
import { availableEngines, createEngine } from '../../src/main/engine/engines.ts'
import type { EngineId } from '../../src/shared/engines.ts'
import type { Graph } from '../../src/main/model/graph/graph.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import { openModel } from '../../src/main/model/open.ts'
import { prepareInput } from '../../src/main/model/input/prepareInput.ts'
import { gradient } from '../../src/main/saliency/gradient.ts'
import type { Method, Settings } from '../../src/main/saliency/method.ts'
import { methods } from '../../src/main/saliency/methods.ts'
import { visualBackprop } from '../../src/main/saliency/visualBackprop.ts'
import { explainOn } from '../fixtures/explainOn.ts'
import { expectClose } from '../fixtures/expectClose.ts'
import { gradientGraph } from '../fixtures/gradientGraph.ts'
import { evaluate } from '../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../testing/seeded.ts'
import { visualBackpropFormula } from '../fixtures/visualBackpropFormula.ts'
import { realData } from './realData.ts'

const frames = 4
const why = realData ? '' : ' (skipped: there is no folder of real data)'

describe.skipIf(!realData)(`methods on real models and a real road${why}`, () => {
  const data = realData ?? ''
  const models = new Map<string, { model: SteeringModel; pictures: Float32Array }>()

  beforeAll(async () => {
    for (const name of ['naokishibuya/model.h5', 'danziger/model-17c90d5f.h5', 'danziger/model-79ec68c6.h5']) {
      const model = await openModel(join(data, 'models', name))
      models.set(name, { model, pictures: await roadFor(model, join(data, 'videos/solidWhiteRight.mp4')) })
    }
  })

  it.each(['naokishibuya/model.h5', 'danziger/model-17c90d5f.h5'])('all engines agree: %s', async (name) => {
    const { model, pictures } = models.get(name)!
    for (const method of methods) {
      const results = []
      for (const id of await availableEngines()) results.push(await explained(id, method, model, pictures))
      for (const result of results) {
        expect(disagreement(result.map, results[0]!.map)).toBeLessThan(agreement)
        expect(disagreement(result.steering, results[0]!.steering)).toBeLessThan(agreement)
        expect(result.map.some((value) => value > 0)).toBe(true)
      }
    }
  })

  it('VisualBackProp equals its formula on a trained DAVE-2', async () => {
    const { model, pictures } = models.get('naokishibuya/model.h5')!
    const activations = model.graph.nodes.filter(({ op, shape }) => op.type === 'activation' && shape.length === 3)
    const layers = activations.map(({ id }, i) => ({
      maps: id,
      kernel: i < 3 ? ([5, 5] as const) : ([3, 3] as const),
      strides: i < 3 ? ([2, 2] as const) : ([1, 1] as const)
    }))
    const { map } = await runOn('tf-wasm', visualBackprop.build(model, 'change').graph, pictures)
    const picture = pictures.subarray(0, 66 * 200 * 3)
    expectClose(map!.subarray(0, 66 * 200), visualBackpropFormula(model.graph, picture, layers), 1e-4)
  })

  it('the gradient of a trained DAVE-2 predicts what a small change of the picture does', async () => {
    const { model, pictures } = models.get('naokishibuya/model.h5')!
    const picture = pictures.subarray(0, 66 * 200 * 3)
    const direction = seededValues(picture.length, 3)
    const moved = (h: number): number => {
      const values = evaluate(
        model.graph,
        picture.map((value, i) => value + h * direction[i]!)
      )
      return values.get(model.graph.outputs[model.head.output]!)![model.head.index]!
    }
    const built = gradientGraph(model.graph, model.head.output, model.head.index)
    const slopes = (await runOn('tf-wasm', built, picture, 1))['gradient']!
    const predicted = slopes.reduce((sum, slope, i) => sum + slope * direction[i]!, 0)
    expect(predicted).toBeCloseTo((moved(1e-3) - moved(-1e-3)) / 2e-3, 4)
  })

  it('a crop inside the model gets no attention', async () => {
    const { model, pictures } = models.get('danziger/model-17c90d5f.h5')!
    // What hides part of a picture hides some of the crop's edge with it.
    for (const method of methods.filter(({ family }) => family !== 'perturbation')) {
      const { map } = await explained('tf-wasm', method, model, pictures)
      // Cropping2D(60, 20) of 160 x 320.
      const rows = Array.from({ length: 160 }, (_, y) => Math.max(...map.subarray(y * 320, (y + 1) * 320)))
      expect(Math.max(...rows.slice(0, 60), ...rows.slice(140)), method.label).toBe(0)
      expect(Math.max(...rows.slice(60, 140)), method.label).toBeGreaterThan(0)
    }
  })

  it('a linear model has a gradient, the same for every picture, and no VisualBackProp', async () => {
    const { model, pictures } = models.get('danziger/model-79ec68c6.h5')!
    expect(visualBackprop.refuse(model)).toBe(
      'The model has no convolutional layer. VisualBackProp needs convolutions; use Gradient.'
    )
    expect(gradient.refuse(model)).toBeNull()
    const { map } = await runOn('tf-wasm', gradient.build(model, 'left').graph, pictures)
    expect(map!.slice(160 * 320, 2 * 160 * 320)).toEqual(map!.slice(0, 160 * 320))
    expect(map!.some((value) => value > 0)).toBe(true)
  })
})

/** All methods on a model, as each is used. */
async function explained(id: EngineId, method: Method, model: SteeringModel, pictures: Float32Array) {
  const engine = await createEngine(id)
  try {
    // Methods that compare with frames of the drive have the same four.
    return await explainOn(engine, method.build(model, 'change', quick(method, model)), pictures, frames, pictures)
  } finally {
    engine.dispose()
  }
}

/** Methods that run the model hundreds of times do it a few times here. */
function quick({ id }: Method, { graph }: SteeringModel): Settings {
  const few: Record<string, Settings> = {
    rise: { masks: 10 },
    occlusion: { side: Math.min(graph.input.shape[0]!, graph.input.shape[1]!) },
    // With fewer, the noise leaves one real model without any gradient.
    smoothgrad: { samples: 3 },
    'integrated-gradients': { steps: 2 },
    'expected-gradients': { steps: 1 }
  }
  return few[id] ?? {}
}

async function runOn(id: EngineId, graph: Graph, pictures: Float32Array, batch = frames) {
  const engine = await createEngine(id)
  try {
    return await (await engine.load(graph)).run(pictures, batch)
  } finally {
    engine.dispose()
  }
}

/** The first frames of a video as the model's recipe makes them: float32 [frames, height, width, channels]. */
async function roadFor({ graph, recipe }: SteeringModel, file: string): Promise<Float32Array> {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  const pictures = new Float32Array(frames * size)
  const plan: DecodePlan = {
    source: { type: 'video', file },
    width: 960,
    height: 540,
    from: 0,
    input: recipe,
    pictureWidth: null,
    viewWidth: null
  }
  for await (const { frame, input } of decodeFrames(plan, new AbortController().signal)) {
    prepareInput(input!, recipe.resize.width * recipe.resize.height, recipe, pictures, frame * size)
    if (frame === frames - 1) break
  }
  return pictures
}
