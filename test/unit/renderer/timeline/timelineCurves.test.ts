import { expect, test } from 'vitest'
import { frameTimes } from '../../../../src/renderer/frames/frameTimes.ts'
import { rangesOf } from '../../../../src/renderer/frames/ranges.ts'
import { steeringRange } from '../../../../src/renderer/signals/steeringRange.ts'
import { curvePieces } from '../../../../src/renderer/timeline/curvePieces.ts'
import { wholeView, xOfTime } from '../../../../src/renderer/timeline/geometry.ts'
import { layoutOf, yOf } from '../../../../src/renderer/timeline/layout.ts'
import { pictureTiles } from '../../../../src/renderer/timeline/pictureTiles.ts'
import { ticks } from '../../../../src/renderer/timeline/ticks.ts'
import { attentionTop, signalTrack } from '../../../../src/renderer/timeline/tracks.ts'

const even = (count: number, rate = 25) => wholeView(frameTimes([], count, rate))

test('one frame of a long drive that stands out is still to be seen when all of it is in view', () => {
  const values = new Array<number | null>(18_000).fill(0)
  values[12_345] = 9
  const [piece, ...others] = curvePieces(values, even(18_000), 900)
  expect(others).toEqual([])
  expect(piece).toHaveLength(900)
  expect(piece!.filter(({ high }) => high === 9).map(({ x, low }) => [Math.floor(x), low])).toEqual([
    [Math.floor(12_345 / 20), 0]
  ])
})

test('a curve is broken where a value is unknown, and nowhere else', () => {
  const pieces = curvePieces([1, 2, null, null, 5, -6], even(6), 600)
  expect(pieces.map((piece) => piece.map(({ x, low, high }) => [x, low, high].map((v) => Math.round(v))))).toEqual([
    [
      [50, 1, 1],
      [150, 2, 2]
    ],
    [
      [450, 5, 5],
      [550, -6, -6]
    ]
  ])
})

test('a curve is broken where the recording has a gap, far out and close by', () => {
  const times = [...Array.from({ length: 50 }, (_, i) => i / 10), ...Array.from({ length: 50 }, (_, i) => 20 + i / 10)]
  const view = wholeView(frameTimes(times, 100, 10))
  const values = new Array<number>(100).fill(1)
  for (const width of [25, 2500]) {
    const [before, after, ...others] = curvePieces(values, view, width)
    expect(others).toEqual([])
    expect(before!.at(-1)!.x).toBeLessThan(xOfTime(5, view, width))
    expect(after![0]!.x).toBeGreaterThanOrEqual(xOfTime(20, view, width))
  }
})

test('a curve in a part of the drive goes on beyond both edges', () => {
  const view = { ...even(100, 10), first: 3, last: 4 }
  const [piece] = curvePieces(new Array<number>(100).fill(1), view, 500)
  expect(piece![0]!.x).toBeLessThan(0)
  expect(piece!.at(-1)!.x).toBeGreaterThan(500)
})

test.each([
  { seconds: 48, width: 1300, step: 5 },
  { seconds: 600, width: 1300, step: 60 },
  { seconds: 3, width: 1300, step: 0.5 },
  { seconds: 10_800, width: 700, step: 1800 }
])('$seconds s on $width pixels have a mark every $step s', ({ seconds, width, step }) => {
  const found = ticks({ first: 0, last: seconds }, width)
  found.forEach((at, i) => expect(at).toBeCloseTo(i * step))
  expect(found).toHaveLength(Math.floor(seconds / step) + 1)
})

test('tiles of pictures fill the time that was recorded, each with its first frame', () => {
  const times = [
    ...Array.from({ length: 100 }, (_, i) => i / 10),
    ...Array.from({ length: 100 }, (_, i) => 100 + i / 10)
  ]
  const view = wholeView(frameTimes(times, 200, 10))
  const tiles = pictureTiles(view, 1100, 60)
  for (const { frame, left, width } of tiles) {
    expect(width).toBeLessThanOrEqual(60)
    const x = xOfTime(times[frame]!, view, 1100)
    expect(x).toBeGreaterThan(left - 1e-6)
    expect(x).toBeLessThan(left + width)
    const [from, to] = [left, left + width].map((at) => (at / 1100) * view.last)
    expect(to! <= 10 + 1e-6 || from! >= 100 - 1e-6).toBe(true)
  }
  // 4 s are 40 pixels: three tiles before the gap of 90 s, and three behind it.
  expect(tiles.map(({ frame }) => frame)).toEqual([0, 40, 80, 100, 140, 180])
  const panned = pictureTiles({ ...view, first: 2, last: 112 }, 1100, 60)
  expect(panned.map(({ frame }) => frame)).toEqual(tiles.map(({ frame }) => frame))
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
  expect(frameTimes([], 5, 25).seconds).toBeCloseTo(0.2)
})

test('a gap is more than four usual steps, and the frame before it lasts one', () => {
  const times = frameTimes([0, 0.1, 0.2, 0.55, 0.65, 1.65, 1.75], 7, 30)
  expect(times.step).toBeCloseTo(0.1)
  expect(times.gaps).toEqual([4])
  expect([2, 4, 6].map((frame) => times.end(frame))).toEqual(
    [0.55, 0.75, 1.85].map((at) => expect.closeTo(at) as number)
  )
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
  const { axis, pictures, events, steering, attention, signals } = layoutOf(300, 2)
  const bands = [axis, pictures, events, steering, attention, ...signals]
  bands.slice(1).forEach((band, i) => expect(band.top).toBeGreaterThanOrEqual(bands[i]!.top + bands[i]!.height))
  expect(bands).toHaveLength(7)
  expect(bands.at(-1)!.top + bands.at(-1)!.height).toBeLessThanOrEqual(300)
  const band = { top: 10, height: 50 }
  expect([yOf(0, 0, 2, band), yOf(1, 0, 2, band), yOf(2, 0, 2, band), yOf(9, 0, 2, band)]).toEqual([58, 35, 12, 12])
})

test.each([
  [[12, 14, null], 12, 14],
  [[3, 10], 0, 10],
  [[-9, -1], -9, 0],
  [[-2, 5], -2, 5],
  [[7, 7], 6, 8],
  [[null], 0, 1]
])('the track of a signal with %j goes from %d to %d', (values, low, high) => {
  expect(signalTrack({ name: 'speed', unit: 'm/s', values })).toEqual({ name: 'speed', unit: 'm/s', values, low, high })
})
