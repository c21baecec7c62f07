import { expect, test } from 'vitest'
import { asColours, asGrey, endsOf, rangeOf, type Tensor } from '../../../../src/renderer/model/tensorPicture.ts'

const scale = { multiply: 1 / 127.5, add: -1 }
const ends = endsOf({ scale })
/** Two pixels: (0, 51, 255) and (102, 204, 0) on the scale -1..1. */
const tensor: Tensor = {
  shape: [1, 2, 3],
  values: Float32Array.of(0, 51, 255, 102, 204, 0).map((v) => v / 127.5 - 1)
}

test('channels are drawn in the order in which they come, black and white at what 0 and 255 become', () => {
  expect([...asColours(tensor, ends)]).toEqual([0, 51, 255, 255, 102, 204, 0, 255])
})

test('a channel is grey by itself', () => {
  expect([...asGrey(tensor, 1, ends)]).toEqual([51, 51, 51, 255, 204, 204, 204, 255])
})

test('a grey picture is grey', () => {
  const grey: Tensor = { shape: [1, 2, 1], values: Float32Array.of(-1, 0.2) }
  expect([...asColours(grey, ends)]).toEqual([0, 0, 0, 255, 153, 153, 153, 255])
})

test('what lies beyond black and white is cut off in the picture, not in the numbers', () => {
  const loud: Tensor = { shape: [1, 2, 1], values: Float32Array.of(-3, 7) }
  expect([...asGrey(loud, 0, ends)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255])
  expect(rangeOf(loud, 0)).toEqual([-3, 7])
})

test('a scale that makes everything one number is no picture, and no failure', () => {
  expect([...asGrey(tensor, 0, endsOf({ scale: { multiply: 0, add: 5 } }))]).toEqual([0, 0, 0, 255, 0, 0, 0, 255])
})

test('of channels that are normalised each by itself, black and white are the widest', () => {
  const normalise = { mean: [0.5, 0, 0], std: [0.25, 1, 0.5] } satisfies Parameters<typeof endsOf>[0]['normalise']
  expect(endsOf({ scale: { multiply: 1 / 255, add: 0 }, normalise })).toEqual({ black: -2, white: 2 })
})
