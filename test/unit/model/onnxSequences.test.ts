import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { newestLast } from '../../../src/main/model/input/frameOrder.ts'
import type { SteeringModel } from '../../../src/main/model/model.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { channelsOf } from '../../../src/shared/recipe.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { clip, eyes, onnxSequenceCases, type OnnxSequenceCase } from '../../fixtures/onnxSequenceCases.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { oldestForm } from '../../../src/shared/recipeVersion1.ts'

// ONNX Runtime, running the very file that is imported, says what a model of several frames computes.

const models = modelFolder()
const { frames, height, width } = clip
const pixels = height * width
const bySequence = onnxSequenceCases.map((one) => [one.name, one] as const)

/** Frames [frame, height, width, channels]. */
const framesOf = (channels: number): Float32Array => seededValues(frames * pixels * channels, 5)

/** Frames with the channels before the pixels: [frame, channels, height, width], as stacked channels too. */
function channelsFirst(values: Float32Array, channels: number): Float32Array {
  return values.map((_, i) => {
    const [frame, channel, pixel] = [Math.floor(i / (channels * pixels)), Math.floor(i / pixels) % channels, i % pixels]
    return values[(frame * pixels + pixel) * channels + channel]!
  })
}

/** Frames as a graph takes them, [height, width, frames * channels]. */
function stacked(values: Float32Array, channels: number): Float32Array {
  return values.map((_, i) => {
    const [pixel, frame, channel] = [
      Math.floor(i / (frames * channels)),
      Math.floor(i / channels) % frames,
      i % channels
    ]
    return values[(frame * pixels + pixel) * channels + channel]!
  })
}

const written = ({ build, options }: OnnxSequenceCase): Promise<string> =>
  build(new OnnxNetwork(options)).write(models.place('.onnx'))

test.each(bySequence)('%s', async (_, one) => {
  const path = await written(one)
  const values = framesOf(one.channels)
  const dims = [1, ...(one.options.input!.slice(1) as number[])]
  const isFirst = dims.at(-1) === width
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  const given = new Tensor('float32', isFirst ? channelsFirst(values, one.channels) : values, dims)
  const { output } = await session.run({ input: given })

  const { graph, warnings, recipe } = await openModel(path)
  expect(graph.input.shape).toEqual([height, width, frames * one.channels])
  expect(graph.sequence?.frames).toBe(frames)
  expect(recipe.resize).toMatchObject({ height, width })
  expect(channelsOf(recipe).length === 1).toBe(one.channels === 1)
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'sequence' }))
  const found = evaluate(graph, stacked(values, one.channels)).get(graph.outputs['output']!)!
  expectClose(found, output!.data as Float32Array, 2e-6)
  expect(new Set(graph.nodes.map((node) => node.id)).size, 'ids').toBe(graph.nodes.length)
})

describeEngines('models of several frames', (id) => {
  test.each(bySequence)('%s: steering, and the gradient by the newest frame', async (_, one) => {
    const { graph, head } = await openModel(await written(one))
    const values = framesOf(one.channels)
    const engine = await createEngine(id)
    const session = await engine.load(steeringAndGradient({ graph, head }))
    const { gradient, steering } = await session.run(stacked(values, one.channels), 1)
    engine.dispose()
    const at = (given: Float32Array): number =>
      evaluate(graph, stacked(given, one.channels)).get(graph.outputs[head.output]!)![head.index]!
    // The head counts right as positive, a map left.
    expectClose(steering!, [-at(values)], 1e-5)
    const size = pixels * one.channels
    const h = 1e-4
    const places = [0, 17, Math.floor(size / 2), size - one.channels * 30]
    const slopes = places.map((place) => {
      const moved = (by: number): Float32Array => {
        const result = Float32Array.from(values)
        result[(frames - 1) * size + place]! += by
        return result
      }
      return -(at(moved(h)) - at(moved(-h))) / (2 * h)
    })
    const largest = Math.max(...gradient!.map(Math.abs))
    expect(largest).toBeGreaterThan(0)
    places.forEach((place, i) => expect(Math.abs(gradient![place]! - slopes[i]!)).toBeLessThan(5e-3 * largest))
  })

  const opened = async (): Promise<SteeringModel> => openModel(await written(onnxSequenceCases[0]!))

  test('VisualBackProp is that of the network of one frame, on the newest', async () => {
    const still = eyes(new OnnxNetwork({ input: ['batch', 3, height, width] })).gemm(45, 1)
    const one = await openModel(await still.write(models.place('.onnx')))
    const values = framesOf(3)
    const engine = await createEngine(id)
    const several = await explainOn(engine, visualBackprop.build(await opened(), 'change'), stacked(values, 3), 1)
    const single = await explainOn(engine, visualBackprop.build(one, 'change'), values.slice(-pixels * 3), 1)
    engine.dispose()
    expectClose(several.map, single.map, 1e-5)
    expect(Math.max(...single.map)).toBeGreaterThan(0)
  })

  test.each(methods)('$label gives one map, for the newest frame', async (method) => {
    const cheap = {
      rise: { masks: 20 },
      smoothgrad: { samples: 3 },
      'integrated-gradients': { steps: 64 },
      'expected-gradients': { steps: 64, baselines: 1 }
    }[method.id]
    const engine = await createEngine(id)
    for (const target of [await opened(), await openModel(await written(nineChannels))]) {
      expect(method.refuse(target)).toBeNull()
      const { map } = await explainOn(engine, method.build(target, 'change', cheap), stacked(framesOf(3), 3), 1)
      expect(map).toHaveLength(pixels)
      expect(map.some((value) => value > 0)).toBe(true)
    }
    engine.dispose()
  })
})

const nineChannels = onnxSequenceCases.find(({ name }) => name === 'nine channels')!

describe('channels that are frames on top of one another', () => {
  test('are colour frames where they divide by 3, and a warning says so', async () => {
    const { warnings, recipe } = await openModel(await written(nineChannels))
    expect(oldestForm(recipe)).toMatchObject({
      colour: 'rgb',
      reading: { as: 'colour-frames', newest: 'last', apart: 1 }
    })
    const message: unknown = expect.stringMatching(
      /9 channels, .* 3 colour frames .* oldest first, because they divide by 3/
    )
    expect(warnings).toContainEqual({ code: 'reading-guessed', message })
  })

  test('nothing that is scaled inside is lost on the way to the recipe', async () => {
    expect((await openModel(await written(nineChannels))).recipe.scale).toEqual({ multiply: 1, add: 0 })
  })
})

describe('two inputs', () => {
  const joined = (others: Record<string, readonly (number | string)[]>): OnnxNetwork => {
    const network = new OnnxNetwork({ input: ['batch', 3, 9, 12], inputName: 'current', others })
    const [before] = Object.keys(others)
    network.node('Concat', [before!], { axis: 1 }, { from: 'current' })
    return network.conv([6, 2], [3, 3]).node('Flatten').gemm(140, 1)
  }

  test('of which one is the frame before the other', async () => {
    const path = await joined({ previous: ['batch', 3, 9, 12] }).write(models.place('.onnx'))
    const values = seededValues(2 * 9 * 12 * 3, 3)
    const picture = (from: number): Tensor =>
      new Tensor(
        'float32',
        Float32Array.from({ length: 324 }, (_, i) => values[((i % 108) * 2 + from) * 3 + Math.floor(i / 108)]!),
        [1, 3, 9, 12]
      )
    const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
    const { output } = await session.run({ previous: picture(0), current: picture(1) })
    const { graph } = await openModel(path)
    expect(graph.sequence).toEqual({ frames: 2, picture: 'current' })
    expectClose(evaluate(graph, values).get(graph.outputs['output']!)!, output!.data as Float32Array, 2e-6)
  })

  test('a state that is no picture is held at 0', async () => {
    const network = new OnnxNetwork({ others: { state: ['batch', 8, 9, 12] } })
    network.node('Concat', ['state'], { axis: 1 }).conv([11, 2], [3, 3]).node('Flatten').gemm(140, 1)
    const { graph, warnings } = await openModel(await network.write(models.place('.onnx')))
    expect(graph.sequence).toBeUndefined()
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'constant-input' }))
  })

  test.each([
    [
      ['current', 'previous'],
      ['previous', 'current']
    ],
    [
      ['img_t', 'img_t-2', 'img_t-1'],
      ['img_t-2', 'img_t-1', 'img_t']
    ],
    [
      ['frame_10', 'frame_9'],
      ['frame_9', 'frame_10']
    ],
    [['left', 'right'], null],
    [['image_1', 'image_2'], null],
    [['front', 'previous'], null]
  ])('%s', (names, order) => {
    expect(newestLast(names)).toEqual(order)
  })
})

describe('is refused with one sentence:', () => {
  test.each<[string, (n: OnnxNetwork) => OnnxNetwork, (number | string)[], RegExp]>([
    [
      'a 3D convolution',
      (n) => n.node('Conv', [n.weights([2, 3, 3, 3, 3])]),
      ['batch', 3, 5, 10, 14],
      /'input' \[0, 3, 5, 10, 14\], which is no sequence of pictures; export it with \[batch, frames, channels/
    ],
    [
      'a convolution across frames',
      (n) => n.node('Conv', [n.weights([2, 3, 1, 3, 3])]),
      ['batch', 3, 3, 10, 14],
      /'\/conv_0\/Conv' \(Conv, 1 of 2\) gets a sequence of pictures; lead its frames/
    ],
    [
      'frames that are moved',
      (n) => n.node('Transpose', [], { perm: [0, 2, 1, 3, 4] }),
      ['batch', 3, 3, 10, 14],
      /moves the axis of the frames/
    ],
    [
      'frames that are mixed',
      (n) => n.node('Reshape', [n.ints(7, -1)]),
      ['batch', 3, 3, 10, 14],
      /which mixes frames|has another size/
    ],
    [
      'an open number of frames',
      (n) => n.node('Relu'),
      ['batch', 'time', 3, 10, 14],
      /size of the frames it takes, or their number; export it with fixed sizes such as \[batch, 5/
    ],
    [
      'too many channels',
      (n) => n.node('Flatten'),
      ['batch', 60, 70, 80],
      /pictures of 60 channels; .* several such frames with an axis of their own/
    ]
  ])('%s', async (_, build, input, sentence) => {
    expect(await refusal(await build(new OnnxNetwork({ input })).write(models.place('.onnx')))).toMatch(sentence)
  })
})
