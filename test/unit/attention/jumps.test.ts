import { describe, expect, it } from 'vitest'
import { findJumps } from '../../../src/main/attention/jumps.ts'
import { steeringGap } from '../../../src/main/attention/priority.ts'
import { seeded } from '../../../testing/seeded.ts'

const RATE = 20
const FRAMES = 400
const rule = { mergeSeconds: 0.5 }

/** Changes of 0.1, give or take 0.02, and of `jump` in the frames of `at`; steering off by 0.02, and by 0.5 in `off`. */
function drive(at: [number, number], off: [number, number], jump = 0.6) {
  const random = seeded(7)
  const within = (frame: number, [first, last]: [number, number]) => first <= frame && frame <= last
  const frames = Array.from({ length: FRAMES }, (_, frame) => frame)
  const change = frames.map((frame) => (within(frame, at) ? jump : 0.08 + 0.04 * random()))
  const predicted = frames.map((frame) => (within(frame, off) ? 0.5 : 0.02 * random()))
  const gap = steeringGap(
    predicted,
    frames.map(() => 0)
  )!
  return { change, gaps: [gap], times: frames.map((frame) => frame / RATE), period: 1 / RATE }
}

describe('jumps of attention', () => {
  it.each<[string, [number, number], [number, number], number, [number, number][]]>([
    ['are found where maps change and steering is off', [100, 109], [98, 112], 0.6, [[100, 109]]],
    ['need 0.3 s', [100, 104], [98, 112], 0.6, []],
    ['are no jumps while the steering is as usual', [100, 109], [200, 214], 0.6, []],
    ['begin where both hold', [100, 109], [103, 112], 0.6, [[103, 109]]],
    // The median is 0.1 and deviations from it 0.01 in the median: 0.16 is six of them above.
    ['are no jumps below six deviations', [100, 109], [98, 112], 0.15, []],
    ['are jumps above six deviations', [100, 109], [98, 112], 0.18, [[100, 109]]]
  ])('%s', (_, at, off, jump, ranges) => {
    expect(findJumps(drive(at, off, jump), rule).map(({ first, last }) => [first, last])).toEqual(ranges)
  })

  it('are one with a short gap between them', () => {
    const both = drive([100, 109], [98, 125])
    for (let frame = 115; frame <= 124; frame++) both.change[frame] = 0.7
    const [event, ...more] = findJumps(both, rule)
    expect(more).toEqual([])
    expect(event).toMatchObject({ kind: 'jumped', first: 100, last: 124 })
    expect(event!.worst).toBeGreaterThanOrEqual(115)
    expect(event!.reason).toMatch(
      /^\d+ % of attention moves from each frame to the next \(10 % is usual\), for 1\.3 s$/
    )
  })

  it('are told from another run as well, where the recorded steering says nothing', () => {
    const { gaps, ...changes } = drive([100, 109], [98, 112])
    const silent = { gap: new Float64Array(FRAMES).fill(NaN), usual: 0 }
    expect(findJumps({ ...changes, gaps: [silent, ...gaps] }, rule)).toHaveLength(1)
    expect(findJumps({ ...changes, gaps: [silent] }, rule)).toEqual([])
  })

  it.each([
    ['twice', 0],
    ['twice, coded anew', 0.004]
  ])('are as many where a simulator shows every picture %s', (_, again) => {
    const { change, ...rest } = drive([100, 119], [98, 122])
    const held = change.map((value, frame) => (frame % 2 === 0 ? value : again))
    expect(findJumps({ ...rest, change: held }, rule).map(({ first, last }) => [first, last])).toEqual([[100, 119]])
  })

  it('do not go on where the change of the map is not known', () => {
    const { change, ...rest } = drive([100, 103], [98, 122])
    const unknown = change.map((value, frame) => (frame > 103 && frame < 110 ? NaN : value))
    expect(findJumps({ ...rest, change: unknown }, rule)).toEqual([])
  })

  it('are none where a picture changes once and is then held', () => {
    const { change, ...rest } = drive([100, 100], [98, 122])
    expect(findJumps({ ...rest, change: change.map((v, f) => (f > 100 && f < 140 ? 0 : v)) }, rule)).toEqual([])
  })

  it('are none of maps that hardly vary', () => {
    const calm = drive([100, 109], [98, 112], 0.12)
    expect(findJumps({ ...calm, change: calm.change.map((v) => (v === 0.12 ? 0.12 : 0.1)) }, rule)).toEqual([])
  })
})
