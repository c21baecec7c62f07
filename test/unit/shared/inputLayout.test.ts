import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { frameInput } from '../../../src/main/model/input/frameInput.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { type InputLayout, layoutsOf } from '../../../src/shared/inputLayout.ts'
import { imagenet } from '../../../src/shared/recipe.ts'
import { recipeInLayout } from '../../../src/shared/recipeInLayout.ts'
import { channelsOf } from '../../../src/shared/recipe.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { seededWeights } from '../../../testing/modelFiles.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seeded } from '../../../testing/seeded.ts'
import { oldestForm } from '../../../src/shared/recipeVersion1.ts'

// The models are one weighted sum over all that they take, so that what they answer tells what they were given.

const models = modelFolder()
const [height, width, frames] = [5, 7, 12]
const pixels = height * width
/** The frame that the models are asked about. */
const now = 10

const next = seeded(5)
/** A drive of 8-bit RGB frames. */
const drive = Array.from({ length: frames }, () => Uint8Array.from({ length: pixels * 3 }, () => 256 * next()))

/** What a place of a model's input should hold: a frame of the drive in colour or grey, its mean colour, or nothing. */
type Held = { frame: number; grey?: true } | { mean: number } | 'zero'

/** Pixel by pixel, as floats in 0..255: [height, width, channels]. Grey by Rec. 601 to within a rounding. */
function picture(held: Held, channels: number): number[] {
  if (held === 'zero') return new Array<number>(pixels * channels).fill(0)
  if ('mean' in held) {
    const values = [...drive[held.mean]!]
    const mean = [0, 1, 2].map((c) => values.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0) / pixels)
    return values.map((_, i) => mean[i % 3]!)
  }
  const rgb = drive[held.frame]!
  if (!held.grey) return [...rgb]
  return Array.from({ length: pixels }, (_, i) =>
    Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!)
  )
}

type Inputs = readonly (readonly [name: string, shape: readonly number[]])[]

/** Flatten, all inputs side by side, and Dense to one number. The kernel's rows are in the order of the inputs' numbers. */
async function weightedSum(inputs: Inputs): Promise<{ path: string; kernel: Float32Array }> {
  const size = inputs.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const kernel = seededWeights('angle/kernel:0', [size, 1], 3, 0.01)
  const weights = { angle: [kernel, seededWeights('angle/bias:0', [1], 4)] }
  const dense = layer('Dense', 'angle', { units: 1, activation: 'linear' })
  if (inputs.length === 1) {
    const batch_input_shape = [null, ...inputs[0]![1]]
    const each = layer('TimeDistributed', 'each', { layer: layer('Flatten', 'row'), batch_input_shape })
    const isSequence = batch_input_shape.length === 5
    const flat = isSequence ? [each, layer('Flatten', 'flat')] : [layer('Flatten', 'flat', { batch_input_shape })]
    return { path: await models.h5({ config: sequential([...flat, dense]), weights }), kernel: kernel.data }
  }
  const to = (from: string[], config: Record<string, unknown>) => ({
    ...config,
    name: (config['config'] as { name: string }).name,
    inbound_nodes: from.length > 0 ? [from.map((name) => [name, 0, 0, {}])] : []
  })
  const names = inputs.map(([name]) => name)
  const config = {
    class_name: 'Functional',
    config: {
      layers: [
        ...inputs.map(([name, shape]) => to([], layer('InputLayer', name, { batch_input_shape: [null, ...shape] }))),
        ...names.map((name) => to([name], layer('Flatten', `${name}_flat`))),
        to(
          names.map((name) => `${name}_flat`),
          layer('Concatenate', 'all', { axis: -1 })
        ),
        to(['all'], dense)
      ],
      input_layers: names.map((name) => [name, 0, 0]),
      output_layers: [['angle', 0, 0]]
    }
  }
  return { path: await models.h5({ config, weights }), kernel: kernel.data }
}

/** The model's answer to places in its own order; channels that lie on one another are woven. */
function answered(kernel: Float32Array, places: readonly { values: number[]; channels: number }[], woven: boolean) {
  const depth = places.reduce((sum, { channels }) => sum + channels, 0)
  let sum = 0
  let before = 0
  for (const { values, channels } of places) {
    values.forEach((value, i) => {
      const at = woven ? Math.floor(i / channels) * depth + before + (i % channels) : before * pixels + i
      sum += kernel[at]! * value
    })
    before += channels
  }
  return sum
}

interface Case {
  name: string
  inputs: Inputs
  /** undefined: as it is guessed. */
  reading?: InputLayout
  /** In the model's own order, with the channels of each place. */
  holds: readonly (readonly [Held, number])[]
  /** Place of the picture that maps are about. */
  explained: number
}

const one = (channels: number): Inputs => [['camera', [height, width, channels]]]
const colour = (frame: number): readonly [Held, number] => [{ frame }, 3]
const grey = (frame: number): readonly [Held, number] => [{ frame, grey: true }, 1]
const cameras: Inputs = ['left', 'center', 'right'].map((name) => [name, [height, width, 3]] as const)
const segmented: Inputs = [
  ['depth', [height, width, 1]],
  ['rgb', [height, width, 3]]
]

const cases: Case[] = [
  { name: 'nine channels', inputs: one(9), holds: [colour(8), colour(9), colour(10)], explained: 2 },
  {
    name: 'nine channels, the newest first',
    inputs: one(9),
    reading: { as: 'colour-frames', newest: 'first', apart: 1 },
    holds: [colour(10), colour(9), colour(8)],
    explained: 0
  },
  {
    name: 'nine channels, frames apart, before the beginning the first',
    inputs: one(9),
    reading: { as: 'colour-frames', newest: 'last', apart: 6 },
    holds: [colour(0), colour(4), colour(10)],
    explained: 2
  },
  {
    name: 'nine grey frames',
    inputs: one(9),
    reading: { as: 'grey-frames', newest: 'last', apart: 1 },
    holds: [2, 3, 4, 5, 6, 7, 8, 9, 10].map(grey),
    explained: 8
  },
  { name: 'four channels', inputs: one(4), holds: [7, 8, 9, 10].map(grey), explained: 3 },
  {
    name: 'four grey frames, the newest first, each the second of the drive',
    inputs: one(4),
    reading: { as: 'grey-frames', newest: 'first', apart: 2 },
    holds: [10, 8, 6, 4].map(grey),
    explained: 0
  },
  {
    name: 'a picture and a fourth channel',
    inputs: one(4),
    reading: { as: 'picture', others: 'zero' },
    holds: [colour(10), ['zero', 1]],
    explained: 0
  },
  {
    name: 'two channels',
    inputs: one(2),
    reading: { as: 'picture', others: 'zero' },
    holds: [grey(10), ['zero', 1]],
    explained: 0
  },
  {
    name: 'a sequence',
    inputs: [['camera', [3, height, width, 3]]],
    holds: [colour(8), colour(9), colour(10)],
    explained: 2
  },
  {
    name: 'a sequence, the newest first, three apart',
    inputs: [['camera', [3, height, width, 3]]],
    reading: { as: 'colour-frames', newest: 'first', apart: 3 },
    holds: [colour(10), colour(7), colour(4)],
    explained: 0
  },
  { name: 'three cameras', inputs: cameras, holds: [colour(10), colour(10), colour(10)], explained: 1 },
  {
    name: 'three cameras, of which one is known',
    inputs: cameras,
    reading: { as: 'picture', in: 'right', others: 'zero' },
    holds: [['zero', 3], ['zero', 3], colour(10)],
    explained: 2
  },
  {
    name: 'three cameras, two of them without content',
    inputs: cameras,
    reading: { as: 'picture', in: 'left', others: 'mean' },
    holds: [colour(10), [{ mean: 10 }, 3], [{ mean: 10 }, 3]],
    explained: 0
  },
  {
    name: 'three cameras that are frames',
    inputs: cameras,
    reading: { as: 'colour-frames', newest: 'first', apart: 1 },
    holds: [colour(10), colour(9), colour(8)],
    explained: 0
  },
  { name: 'a picture and its depth', inputs: segmented, holds: [['zero', 1], colour(10)], explained: 1 },
  {
    name: 'the depth and its picture',
    inputs: segmented,
    reading: { as: 'picture', in: 'depth', others: 'same' },
    holds: [grey(10), ['zero', 3]],
    explained: 0
  }
]

async function given({ inputs, reading, holds }: Case) {
  const { path, kernel } = await weightedSum(inputs)
  const opened = await openModel(path, reading && { reading })
  const { graph, recipe: guessed } = opened
  const recipe = { ...guessed, scale: { multiply: 1, add: 0 } }
  const input = new Float32Array(graph.input.shape.reduce((a, b) => a * b, 1))
  const maker = frameInput(recipe, graph)
  for (const rgb of drive.slice(0, now + 1)) maker.next(rgb, input, 0)
  const places = holds.map(([held, channels]) => ({ values: picture(held, channels), channels }))
  return { opened, graph, input, kernel, places, woven: inputs.length === 1 && inputs[0]![1].length === 3 }
}

test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
  const { opened, graph, input, kernel, places, woven } = await given(one)
  const bias = seededWeights('bias', [1], 4).data[0]!
  const found = evaluate(graph, input).get(graph.outputs['angle']!)![0]!
  // Grey is rounded: a pixel may differ by one.
  expect(Math.abs(found - answered(kernel, places, woven) - bias)).toBeLessThan(0.01)
  if (one.reading) expect(opened.recipe.reading).toEqual(one.reading)
  expect(channelsOf(opened.recipe).length === 1).toBe(one.holds[one.explained]![1] === 1)
  expect(new Set(graph.nodes.map(({ id }) => id)).size).toBe(graph.nodes.length)
})

describeEngines('the gradient is by the picture that maps are about', (id) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { graph, input, kernel, places, woven, opened } = await given(one)
    const engine = await createEngine(id)
    const session = await engine.load(steeringAndGradient({ graph, head: opened.head }))
    const { gradient } = await session.run(input, 1)
    engine.dispose()
    // The head counts right as positive, a map left.
    const { channels, values } = places[one.explained]!
    const weights = values.map((_, i) => {
      const alone = places.map(({ values: all, channels: depth }, place) => ({
        values: all.map((_, k) => (place === one.explained && k === i ? 1 : 0)),
        channels: depth
      }))
      return -answered(kernel, alone, woven)
    })
    expect(gradient).toHaveLength(pixels * channels)
    expectClose(gradient!, weights, 1e-6)
  })
})

describe('a reading that does not fit', () => {
  test.each<[string, Inputs, InputLayout, RegExp]>([
    [
      'colour frames of four channels',
      one(4),
      { as: 'colour-frames', newest: 'last', apart: 1 },
      /takes pictures of 4 channels, which cannot be read as colour frames, the newest last; choose another reading/
    ],
    [
      'an input that is not there',
      cameras,
      { as: 'picture', in: 'rear', others: 'zero' },
      /takes 3 pictures \('left', 'center', 'right'\), which cannot be read as the picture in 'rear'/
    ],
    ['of one picture', one(3), { as: 'picture', others: 'zero' }, /takes one picture, which cannot be read as/],
    [
      'frames of unlike inputs',
      segmented,
      { as: 'colour-frames', newest: 'last', apart: 1 },
      /takes 2 pictures .* cannot be read as colour frames/
    ]
  ])('%s is refused', async (_, inputs, reading, sentence) => {
    const { path } = await weightedSum(inputs)
    await expect(openModel(path, { reading })).rejects.toThrow(sentence)
  })
})

test.each<[string, Inputs, string[]]>([
  ['nine channels', one(9), ['colour-frames', 'grey-frames', 'picture']],
  ['four channels', one(4), ['grey-frames', 'picture']],
  ['three cameras', cameras, ['colour-frames', 'picture left', 'picture center', 'picture right']],
  ['one picture', one(3), []]
])('what can be chosen for %s', async (_, inputs, expected) => {
  const { form } = await openModel((await weightedSum(inputs)).path)
  const names = layoutsOf(form).map((way) => (way.as === 'picture' && way.in ? `picture ${way.in}` : way.as))
  expect(names).toEqual(expected)
})

test('a recipe for another reading has its size and colour, and nothing for each channel of a grey picture', async () => {
  const { form, recipe } = await openModel((await weightedSum(segmented)).path)
  const whole = { ...recipe, normalise: imagenet }
  const depth = recipeInLayout(whole, form, { as: 'picture', in: 'depth', others: 'zero' })!
  expect(oldestForm(depth)).toMatchObject({ colour: 'gray', resize: { height, width } })
  expect(depth).not.toHaveProperty('normalise')
  expect(recipeInLayout(depth, form, recipe.reading!)).toEqual(recipe)
  expect(oldestForm(recipe)).toMatchObject({ colour: 'rgb' })
  expect(recipeInLayout(whole, form, { as: 'grey-frames', newest: 'last', apart: 1 })).toBeNull()
})
