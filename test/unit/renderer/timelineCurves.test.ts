import { expect, test } from 'vitest'
import { frameTimes } from '../../../src/renderer/review/frameTimes.ts'
import { rangesOf } from '../../../src/renderer/review/ranges.ts'
import { envelope } from '../../../src/renderer/timeline/envelope.ts'
import { layoutOf, yOf } from '../../../src/renderer/timeline/layout.ts'
import { ticks } from '../../../src/renderer/timeline/ticks.ts'
import { attentionTop, steeringRange } from '../../../src/renderer/timeline/tracks.ts'

test('one frame of a long drive that stands out is still to be seen when all of it is in view', () => {
  const values = new Array<number | null>(18_000).fill(0)
  values[12_345] = 9
  const { low, high } = envelope(values, { first: 0, last: 18_000 }, 900)
  expect(Math.max(...high)).toBe(9)
  expect(high.indexOf(9)).toBe(Math.floor(12_345 / 20))
  expect(Math.max(...low)).toBe(0)
})

test('columns without a value are gaps', () => {
  const values = [1, 2, null, null, 5, -6]
  const { low, high } = envelope(values, { first: 0, last: 6 }, 3)
  expect([...low]).toEqual([1, NaN, -6])
  expect([...high]).toEqual([2, NaN, 5])
})

test.each([
  { seconds: 48, width: 1300, step: 5 },
  { seconds: 600, width: 1300, step: 60 },
  { seconds: 3, width: 1300, step: 0.5 },
  { seconds: 10_800, width: 700, step: 1800 }
])('$seconds s on $width pixels have a mark every $step s', ({ seconds, width, step }) => {
  const count = seconds * 30
  const times = frameTimes(
    Array.from({ length: count }, (_, i) => i / 30),
    count,
    30
  )
  const found = ticks({ first: 0, last: count }, times, width)
  expect(found[1]!.seconds - found[0]!.seconds).toBeCloseTo(step)
  for (const { frame, seconds: at } of found) expect(times.at(frame)).toBeCloseTo(at, 1)
})

test('frame times: uneven ones are kept, missing ones follow at the nominal rate', () => {
  const times = frameTimes([0, 0.1, 0.5, 0.6], 8, 10)
  expect([times.at(2), times.at(3)]).toEqual([0.5, 0.6])
  expect(times.at(5)).toBeCloseTo(0.8)
  const shown = [
    [0, 0],
    [0.09, 0],
    [0.1, 1],
    [0.49, 1],
    [0.5, 2],
    [99, 7],
    [-1, 0]
  ]
  for (const [seconds, frame] of shown) expect(times.frameAt(seconds!)).toBe(frame)
  expect(frameTimes([], 5, 25).at(4)).toBeCloseTo(0.16)
})

test('loaded frames as ranges', () => {
  expect(rangesOf([5, 3, 4, 9, 1])).toEqual([
    { first: 1, last: 1 },
    { first: 3, last: 5 },
    { first: 9, last: 9 }
  ])
  expect(rangesOf([])).toEqual([])
})

test('steering shares a scale only where the units agree', () => {
  expect(steeringRange([-12, null], [3], true)).toEqual({ recorded: 12, predicted: 12 })
  expect(steeringRange([-12, null], [0.3], false)).toEqual({ recorded: 12, predicted: 0.3 })
})

test('the attention track shows the whole curve and the threshold', () => {
  expect(attentionTop([0.3, 0.2], 'share', 0.4)).toBe(1)
  expect(attentionTop([0.3, null], 'lift', 1)).toBe(2)
  expect(attentionTop([6], 'lift', 1)).toBeGreaterThan(6)
  expect(attentionTop([1], 'lift', 4)).toBeGreaterThan(4)
})

test('tracks lie below each other and fill the height; values run from bottom to top', () => {
  const { axis, events, steering, attention } = layoutOf(200)
  const bands = [axis, events, steering, attention]
  bands.slice(1).forEach((band, i) => expect(band.top).toBeGreaterThanOrEqual(bands[i]!.top + bands[i]!.height))
  expect(attention.top + attention.height).toBeLessThanOrEqual(200)
  const band = { top: 10, height: 50 }
  expect([yOf(0, 0, 2, band), yOf(1, 0, 2, band), yOf(2, 0, 2, band), yOf(9, 0, 2, band)]).toEqual([58, 35, 12, 12])
})
