import { expect, test } from 'vitest'
import { guessRecipe } from '../../../src/main/model/input/guess.ts'
import type { Graph, Weights } from '../../../src/main/model/graph/graph.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'

/** Weights of a 5x5 convolution of three channels as they are trained: about 1 / sqrt(75), times `times`. */
function kernel(times: number): Weights {
  const data = seededValues(75 * 4, 3).map((value) => (value * times) / Math.sqrt(75))
  return { shape: [5, 5, 3, 4], data }
}

function network(size: [number, number], times: number, front?: { scale: number; offset: number }): Graph {
  const model = new Network([...size, 3])
  if (front) {
    const op = { type: 'affine', scale: Float32Array.of(front.scale), offset: Float32Array.of(front.offset) } as const
    model.node('scaled', op, [...size, 3])
  }
  return model
    .conv('first', 4, [5, 5], { kernel: kernel(times) })
    .flatten()
    .dense('angle', 1)
    .graph()
}

const unit = { multiply: 1 / 255, add: 0 }
const bytes = { multiply: 1, add: 0 }

test.each([
  ['a NVIDIA network that scales nothing', network([66, 200], 1), unit, /nothing in the model scales its input/],
  ['any other that scales nothing', network([80, 160], 1), unit, /nothing in the model scales its input/],
  ['with large weights', network([66, 200], 3), unit, /so that 0 to 1 is taken/],
  ['with 1/255 folded into its weights', network([66, 200], 1 / 255), bytes, /first layer 'first' are as small/],
  ['with 1/127.5 folded into them', network([80, 160], 2 / 255), bytes, /first layer 'first' are as small/],
  [
    'that scales bytes',
    network([66, 200], 1, { scale: 1 / 127.5, offset: -1 }),
    bytes,
    /'scaled' scales 0..255 itself/
  ],
  ['that shifts what is small', network([66, 200], 1, { scale: 2, offset: -1 }), unit, /values that are small already/]
])('%s is guessed by what it says', (_, graph, scale, because) => {
  const guess = guessRecipe(graph)
  expect(guess.recipe.scale).toEqual(scale)
  expect(guess.because).toMatch(because)
  expect(guess.warnings).toHaveLength(guess.because.includes('nothing in the model') ? 1 : 0)
})

test.each([
  ['0 to 1', [0, 1], unit, false],
  ['-1 to 1', [-1, 0.99], { multiply: 1 / 127.5, add: -1 }, false],
  ["ImageNet's", [-2.12, 2.64], unit, true],
  ['bytes', [0, 255], bytes, false]
] as const)('an input that is kept within ends is guessed by these: %s', (_, [min, max], scale, isNormalised) => {
  const op = { type: 'activation', activation: { kind: 'clip', min, max } } as const
  const model = new Network([80, 160, 3])
    .node('within', op, [80, 160, 3])
    .conv('first', 4, [5, 5], { kernel: kernel(1) })
  const guess = guessRecipe(model.flatten().dense('angle', 1).graph())
  expect(guess.recipe.scale).toEqual(scale)
  expect(guess.recipe.normalise !== undefined).toBe(isNormalised)
  expect(guess.because).toMatch(/it takes numbers from/)
  expect(guess.warnings).toEqual([])
})

test('in front of a batch normalisation the size of weights says nothing', () => {
  const op = { type: 'affine', scale: Float32Array.of(90), offset: Float32Array.of(0.1) } as const
  const model = new Network([66, 200, 3]).conv('first', 4, [5, 5], { kernel: kernel(1 / 255) })
  const graph = model.node('normalised', op, [62, 196, 4]).flatten().dense('angle', 1).graph()
  expect(guessRecipe(graph).recipe.scale).toEqual(unit)
})
