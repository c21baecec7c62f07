import { expect, test } from 'vitest'
import { frameTimes } from '../../../../src/renderer/frames/frameTimes.ts'
import {
  frameAtX,
  panned,
  showing,
  wholeView,
  xOfFrame,
  xOfRange,
  xOfTime,
  zoomed
} from '../../../../src/renderer/timeline/geometry.ts'

const width = 800
const rate = 20
const even = (frames: number) => wholeView(frameTimes([], frames, rate))

test.each([1, 7, 100, 18_000])('with %i frames, the frame under the middle of a frame is that frame', (frames) => {
  const view = even(frames)
  for (const frame of [0, Math.floor(frames / 3), frames - 1]) {
    expect(frameAtX(xOfFrame(frame, view, width), view, width)).toBe(frame)
  }
})

test.each([
  { x: -50, frame: 0 },
  { x: 0, frame: 0 },
  { x: 799.9, frame: 99 },
  { x: 2000, frame: 99 }
])('pixel $x of a drive of 100 frames is frame $frame', ({ x, frame }) => {
  expect(frameAtX(x, even(100), width)).toBe(frame)
})

test('frames stand where they were taken, and a gap is as wide as it was long', () => {
  const view = wholeView(frameTimes([0, 1, 2, 7, 8, 9], 6, 1))
  expect([0, 2, 3].map((frame) => xOfFrame(frame, view, 1000))).toEqual([50, 250, 750])
  expect(xOfRange({ first: 1, last: 2 }, view, 1000)).toEqual({ left: 100, right: 300 })
  expect(xOfRange({ first: 2, last: 3 }, view, 1000)).toEqual({ left: 200, right: 800 })
  for (const [x, frame] of [
    [299, 2],
    [500, 2],
    [699, 2],
    [701, 3]
  ] as const)
    expect(frameAtX(x, view, 1000)).toBe(frame)
})

test('zooming keeps the frame under the pointer where it is', () => {
  let view = even(10_000)
  const x = 300
  const frame = frameAtX(x, view, width)
  for (let turn = 0; turn < 5; turn++) {
    view = zoomed(view, 0.6, x, width)
    expect(frameAtX(x, view, width)).toBe(frame)
  }
  expect(view.last - view.first).toBeCloseTo((10_000 / rate) * 0.6 ** 5)
})

test('the view never leaves the drive, nor gets closer than 24 frames', () => {
  const whole = even(500)
  const close = zoomed(whole, 1e-9, width, width)
  expect(close.last - close.first).toBeCloseTo(24 / rate)
  expect(close.last).toBeCloseTo(500 / rate)
  const back = zoomed(close, 1e9, 0, width)
  expect([back.first, back.last]).toEqual([0, 500 / rate].map((at) => expect.closeTo(at, 9) as number))
  expect(panned({ ...whole, first: 10, last: 15 }, -100)).toMatchObject({ first: 0, last: 5 })
  expect(panned({ ...whole, first: 10, last: 15 }, 9999)).toMatchObject({ first: 20, last: 25 })
})

test.each([0, 99, 100, 149, 150, 499])('the view follows the playhead to frame %i', (frame) => {
  const view = showing({ ...even(500), first: 5, last: 7.5 }, frame)
  expect(view.last - view.first).toBeCloseTo(2.5)
  const { left, right } = xOfRange({ first: frame, last: frame }, view, width)
  expect(left).toBeGreaterThanOrEqual(-1e-6)
  expect(right).toBeLessThanOrEqual(width + 1e-6)
  expect(xOfTime(view.first, view, width)).toBe(0)
})
