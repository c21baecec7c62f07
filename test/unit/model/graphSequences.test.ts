import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { pictureOf } from '../../../src/main/model/graph/sequence.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { converter, type StoredGraph, whyNoConverter } from '../../fixtures/graphConverter.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { GraphModel } from '../../fixtures/graphModels.ts'
import { clip, graphSequenceCases, type GraphSequenceCase } from '../../fixtures/graphSequenceCases.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

// TensorFlow.js, running the very file that is imported, says what a graph model of several frames computes.

const models = modelFolder()
beforeAll(() => tf.setBackend('cpu'))
const { frames, height, width } = clip
const pixels = height * width
const size = pixels * 3
const byName = graphSequenceCases.map((one) => [one.name, one] as const)

/** Frames [frame, height, width, channels], the oldest first. */
const film = seededValues(frames * size, 5)
const frame = (index: number): Float32Array => film.subarray(index * size, (index + 1) * size)

/** Frames as a graph takes them, [height, width, frames * channels]; also as stacked channels. */
function stacked(values: Float32Array): Float32Array {
  return values.map((_, i) => {
    const [pixel, at, channel] = [Math.floor(i / (frames * 3)), Math.floor(i / 3) % frames, i % 3]
    return values[at * size + pixel * 3 + channel]!
  })
}

function written({ inputs, build }: GraphSequenceCase): Promise<string> {
  const [[name, shape] = ['', []], ...others] = inputs
  const model = new GraphModel(shape, name)
  for (const [other, own] of others) model.placeholder(other, own)
  return build(model).write(models.place(''))
}

/** How many frames ago an input's frame is, by its name. */
const ageOf = (name: string): number => Number(/-(\d)$/.exec(name)?.[1] ?? 0)

/** What TensorFlow.js computes from the very files. */
async function executed(path: string, { inputs }: GraphSequenceCase): Promise<Float32Array> {
  const json = JSON.parse(await readFile(path, 'utf8')) as StoredGraph
  const bytes = await readFile(join(dirname(path), 'group1-shard1of1.bin'))
  const model = converter!.loadGraphModelSync({
    modelTopology: json.modelTopology,
    signature: json.signature,
    format: json.format,
    weightSpecs: json.weightsManifest[0]!.weights,
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  })
  const given = inputs.map(([name, shape]) => {
    const values = shape.length === 4 ? film : shape[2] === 3 ? frame(frames - 1 - ageOf(name)) : stacked(film)
    return [name, tf.tensor(values, [1, ...shape])] as const
  })
  const output = json.signature.outputs.output.name
  const result = tf.tidy(() => model.execute(Object.fromEntries(given), output).dataSync())
  model.dispose()
  return result as Float32Array
}

describe.skipIf(!converter)(`computes what TensorFlow.js computes${whyNoConverter}`, () => {
  test.each(byName)('%s', async (_, one) => {
    const path = await written(one)
    const expected = await executed(path, one)
    const { graph, warnings, recipe } = await openModel(path)
    expect(graph.input.shape).toEqual([height, width, frames * 3])
    expect(graph.sequence?.frames).toBe(frames)
    expect(recipe.reading).toEqual({ as: 'colour-frames', newest: 'last', apart: 1 })
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'sequence' }))
    expectClose(evaluate(graph, stacked(film)).get(graph.outputs['output']!)!, expected, 3e-6)
    expect(new Set(graph.nodes.map((node) => node.id)).size).toBe(graph.nodes.length)
  })
})

describeEngines('graph models of several frames', (id) => {
  test.each(byName)('%s: steering, and the gradient by the newest frame', async (_, one) => {
    const { graph, head } = await openModel(await written(one))
    const engine = await createEngine(id)
    const session = await engine.load(steeringAndGradient({ graph, head }))
    const { gradient, steering } = await session.run(stacked(film), 1)
    engine.dispose()
    const at = (given: Float32Array): number => evaluate(graph, stacked(given)).get(graph.outputs['output']!)![0]!
    // The head counts right as positive, a map left.
    expectClose(steering!, [-at(film)], 1e-5)
    const h = 1e-4
    const places = [0, 17, 211, size - 90]
    const slopes = places.map((place) => {
      const moved = (by: number): number => {
        const values = Float32Array.from(film)
        values[(frames - 1) * size + place]! += by
        return at(values)
      }
      return -(moved(h) - moved(-h)) / (2 * h)
    })
    expect(gradient).toHaveLength(size)
    const largest = Math.max(...gradient!.map(Math.abs))
    expect(largest).toBeGreaterThan(0)
    places.forEach((place, i) => expect(Math.abs(gradient![place]! - slopes[i]!)).toBeLessThan(5e-3 * largest))
  })

  test.each(methods)('$label gives one map, for the newest frame', async (method) => {
    const cheap = {
      rise: { masks: 20 },
      smoothgrad: { samples: 3 },
      'integrated-gradients': { steps: 64 },
      'expected-gradients': { steps: 64, baselines: 1 }
    }[method.id]
    const target = await openModel(await written(graphSequenceCases[1]!))
    expect(pictureOf(target.graph).shape).toEqual([height, width, 3])
    expect(method.refuse(target)).toBeNull()
    const engine = await createEngine(id)
    const { map } = await explainOn(engine, method.build(target, 'change', cheap), stacked(film), 1)
    engine.dispose()
    expect(map).toHaveLength(pixels)
    expect(map.some((value) => value > 0)).toBe(true)
  })
})

describe('is refused with one sentence:', () => {
  test.each<[string, (m: GraphModel) => GraphModel, RegExp]>([
    [
      'a convolution across frames',
      (m) => m.conv([3, 2], [3, 3]),
      /Conv2D.*gets a sequence of pictures; lead its frames/
    ],
    ['frames that are moved', (m) => m.node('Transpose', [m.ints(0, 2, 1, 3, 4)]), /moves the axis of the frames/]
  ])('%s', async (_, build, sentence) => {
    const model = new GraphModel([frames, height, width, 3])
    expect(await refusal(await build(model).write(models.place('')))).toMatch(sentence)
  })
})
