import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { FrameClock } from '../../../src/main/decode/frameClock.ts'
import { FrameLog, readLogLine } from '../../../src/main/decode/frameLog.ts'

const SHOWINFO = '[Parsed_showinfo_0 @ 0x556a7c94cdc0] [info]'

describe('a line of the log', () => {
  it.each([
    [
      `${SHOWINFO} n:  12 pts:   6144 pts_time:0.4     pos:       48 fmt:yuv420p sar:1/1 s:1280x720 i:P iskey:1 type:I `,
      { is: 'frame', seen: { ticks: 6144, width: 1280, height: 720 } }
    ],
    [
      `${SHOWINFO} n:   0 pts:-1001 pts_time:-0.033 duration:   1001 duration_time:0.03 fmt:yuv420p cl:left sar:0/1 s:64x48 i:P iskey:0 type:B `,
      { is: 'frame', seen: { ticks: -1001, width: 64, height: 48 } }
    ],
    [
      `${SHOWINFO} n:   3 pts: NOPTS pts_time:NOPTS   pos: -1 fmt:gray sar:1/1 s:64x48 i:P iskey:0 type:P `,
      { is: 'frame', seen: { ticks: null, width: 64, height: 48 } }
    ],
    [
      `${SHOWINFO} config in time_base: 1/30000, frame_rate: 30000/1001`,
      { is: 'clock', secondsPerTick: 1 / 30000, rate: 30000 / 1001 }
    ],
    [`${SHOWINFO} config in time_base: 1/1000, frame_rate: 1/0`, { is: 'clock', secondsPerTick: 1 / 1000, rate: null }],
    [`${SHOWINFO} config out time_base: 0/0, frame_rate: 0/0`, { is: 'other' }],
    [`${SHOWINFO}   side data - User Data Unregistered:`, { is: 'other' }],
    [`[info] Input #0, matroska,webm, from 'file:a, from b.mkv':`, { is: 'input', container: 'matroska,webm' }],
    [
      '[info]   Duration: 01:00:02.50, start: 1.400000, bitrate: 3 kb/s',
      { is: 'duration', seconds: 3602.5, start: 1.4 }
    ],
    ['[info]   Duration: N/A, bitrate: N/A', { is: 'other' }],
    [
      '[h264 @ 0x55d5c0] [error] error while decoding MB 0 4, bytestream -10',
      { is: 'error', text: 'error while decoding MB 0 4, bytestream -10' }
    ],
    ['[error] file:x.mp4: No such file or directory', { is: 'error', text: 'file:x.mp4: No such file or directory' }],
    ['[swscaler @ 0x1] [swscaler @ 0x2] [warning] deprecated pixel format used', { is: 'other' }]
  ])('%s', (line, entry) => expect(readLogLine(line)).toEqual(entry))
})

it('gives the marks of frames in order, whatever pieces the log comes in', async () => {
  const stderr = new PassThrough()
  const log = new FrameLog(stderr)
  const text = [
    `${SHOWINFO} config in time_base: 1/1000, frame_rate: 25/1`,
    ...[500, 540, 590].map((pts, n) => `${SHOWINFO} n: ${n} pts: ${pts} pts_time:x fmt:gray s:64x48 i:P `),
    '[mov @ 0x1] [error] stream 0, offset 0x30: partial file'
  ].join('\n')
  const first = log.next()
  for (let at = 0; at < text.length; at += 11) stderr.write(text.slice(at, at + 11))
  stderr.end()
  expect(await first).toEqual({ ticks: 500, time: 0 })
  expect(await log.next()).toEqual({ ticks: 540, time: expect.closeTo(0.04) })
  expect(await log.next()).toEqual({ ticks: 590, time: expect.closeTo(0.09) })
  expect(await log.next()).toBeNull()
  expect(log.errors).toEqual([{ text: 'stream 0, offset 0x30: partial file', frame: 3 }])
})

describe('times of frames', () => {
  const facts = { secondsPerTick: 0.01, rate: 10, raw: false }
  it.each([
    { name: 'count from the first', ticks: [100, 110, 125], facts, times: [0, 0.1, 0.25], held: [] },
    { name: 'may stand still', ticks: [0, 10, 10, 20], facts, times: [0, 0.1, 0.1, 0.2], held: [] },
    { name: 'never go back', ticks: [0, 10, 5, 8, 20], facts, times: [0, 0.1, 0.1, 0.1, 0.2], held: [2, 3] },
    { name: 'go on where they are missing', ticks: [0, null, 20], facts, times: [0, 0.1, 0.2], held: [1] },
    {
      name: 'come from the rate in a raw stream',
      ticks: [0, 3, null],
      facts: { ...facts, raw: true },
      times: [0, 0.1, 0.2],
      held: []
    }
  ])('$name', ({ ticks, facts: given, times, held }) => {
    const clock = new FrameClock(given)
    ticks.forEach((tick, i) => expect(clock.next(tick)).toBeCloseTo(times[i] ?? NaN, 9))
    expect(clock.held).toEqual(held)
  })
})
