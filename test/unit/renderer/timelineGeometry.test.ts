import { expect, test } from 'vitest'
import { frameAtX, panned, showing, wholeView, xOfFrame, zoomed } from '../../../src/renderer/timeline/geometry.ts'

const width = 800

test.each([1, 7, 100, 18_000])('with %i frames, the frame under the middle of a frame is that frame', (frames) => {
  const view = wholeView(frames)
  for (const frame of [0, Math.floor(frames / 3), frames - 1]) {
    expect(frameAtX(xOfFrame(frame, view, width), view, width, frames)).toBe(frame)
  }
})

test.each([
  { x: -50, frame: 0 },
  { x: 0, frame: 0 },
  { x: 799.9, frame: 99 },
  { x: 2000, frame: 99 }
])('pixel $x of a drive of 100 frames is frame $frame', ({ x, frame }) => {
  expect(frameAtX(x, wholeView(100), width, 100)).toBe(frame)
})

test('zooming keeps the frame under the pointer where it is', () => {
  const frames = 10_000
  let view = wholeView(frames)
  const x = 300
  const frame = frameAtX(x, view, width, frames)
  for (let turn = 0; turn < 5; turn++) {
    view = zoomed(view, 0.6, x, width, frames)
    expect(frameAtX(x, view, width, frames)).toBe(frame)
  }
  expect(view.last - view.first).toBeCloseTo(frames * 0.6 ** 5)
})

test('the view never leaves the drive, nor gets closer than 24 frames', () => {
  const frames = 500
  const close = zoomed(wholeView(frames), 1e-9, width, width, frames)
  expect(close.last - close.first).toBe(24)
  expect(close.last).toBe(frames)
  expect(zoomed(close, 1e9, 0, width, frames)).toEqual({ first: 0, last: frames })
  expect(panned({ first: 10, last: 60 }, -100, frames)).toEqual({ first: 0, last: 50 })
  expect(panned({ first: 10, last: 60 }, 9999, frames)).toEqual({ first: 450, last: 500 })
})

test.each([0, 99, 100, 149, 150, 499])('the view follows the playhead to frame %i', (frame) => {
  const view = showing({ first: 100, last: 150 }, frame, 500)
  expect(view.last - view.first).toBeCloseTo(50)
  expect(view.first).toBeLessThanOrEqual(frame)
  expect(view.last).toBeGreaterThanOrEqual(frame + 1)
})
