import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../src/main/recording/signals/atFrames.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { jpegFrames } from '../../testing/mcapFiles.ts'
import { jpegTopic, type McapTopic, STAMP, stampAt, steeringTopic, writeMcapTopics } from '../fixtures/mcapTopics.ts'
import { range, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const FRAMES = 12
let frames: Uint8Array[]
beforeAll(() => void (frames = jpegFrames(FRAMES)))

type At = (i: number) => { log: bigint; publish?: bigint; stamp: bigint }
const ms = (count: number): bigint => STAMP + BigInt(count) * 1_000_000n

/** Times and steering of the frames of a file with these topics, with what is said of them. */
async function opened(name: string, topics: McapTopic[], chunkSize?: number) {
  const path = join(folder.path, `${name}.mcap`)
  await writeMcapTopics(path, topics, chunkSize)
  const recording = await openRecording(path, { probe: probeVideo })
  const times = recording.times ?? new Float64Array()
  const signals = recording.lateSignals ? await recording.lateSignals() : recording.signals
  const steering = signalsAtFrames(signals, times).find(({ role }) => role === 'steering')?.values
  const warnings = recording.warnings.filter(({ code }) => code !== 'no-steering').map(({ message }) => message)
  return { times: Array.from(times), steering, warnings, isLate: recording.lateSignals !== undefined }
}

const evenly = (step: number): number[] => range(0, FRAMES).map((i) => i * step)
const close = (numbers: readonly (number | null)[]): unknown[] =>
  numbers.map((number) => (number === null ? null : (expect.closeTo(number, 6) as unknown)))

describe('the times of an MCAP file', () => {
  const table: { name: string; camera: At; times: number[]; warnings: RegExp[] }[] = [
    {
      name: 'log times, where stamps say otherwise',
      camera: (i) => ({ log: stampAt(i), stamp: ms(7000 * i) }),
      times: evenly(0.05),
      warnings: []
    },
    {
      name: 'log times of which two are equal',
      camera: (i) => ({ log: stampAt(i === 5 ? 4 : i), stamp: 0n }),
      times: evenly(0.05).map((time, i) => (i === 5 ? 0.2 : time)),
      warnings: []
    },
    {
      name: 'log times ten seconds apart',
      camera: (i) => ({ log: ms(10_000 * i), stamp: 0n }),
      times: evenly(10),
      warnings: []
    },
    {
      name: 'stamps, where a conversion logged all within a few milliseconds',
      camera: (i) => ({ log: STAMP + BigInt(i) * 200_000n, stamp: stampAt(i) }),
      times: evenly(0.05),
      warnings: [/the time stamps in their messages are used/]
    },
    {
      name: 'stamps of which one goes back, which is held',
      camera: (i) => ({ log: STAMP, stamp: i === 6 ? STAMP : stampAt(i) }),
      times: evenly(0.05).map((time, i) => (i === 6 ? 0.25 : time)),
      warnings: [/time stamps in their messages are used/, /go back, jump or are missing at 1 frames from frame 6 on/]
    },
    {
      name: 'stamps of which one is of another year, which is held',
      camera: (i) => ({ log: STAMP, stamp: i === 6 ? 2n * STAMP : stampAt(i) }),
      times: evenly(0.05).map((time, i) => (i === 6 ? 0.25 : time)),
      warnings: [/time stamps in their messages are used/, /go back, jump or are missing at 1 frames from frame 6 on/]
    },
    {
      name: 'stamps of which one is missing, which is held',
      camera: (i) => ({ log: STAMP, stamp: i === 6 ? 0n : stampAt(i) }),
      times: evenly(0.05).map((time, i) => (i === 6 ? 0.25 : time)),
      warnings: [/time stamps in their messages are used/, /go back, jump or are missing at 1 frames from frame 6 on/]
    },
    {
      name: 'publish times, where stamps were left at 0',
      camera: (i) => ({ log: STAMP, publish: stampAt(i), stamp: 0n }),
      times: evenly(0.05),
      warnings: [/the times at which they were published are used/]
    },
    {
      name: 'an even rate between log times of whole seconds',
      camera: (i) => ({ log: ms(1000 * Math.floor(i / 4)), stamp: 0n }),
      times: evenly(2 / 11),
      warnings: [/they are spread evenly from the first to the last/]
    },
    {
      name: '20 a second, where no time is one',
      camera: () => ({ log: STAMP, stamp: STAMP }),
      times: evenly(0.05),
      warnings: [/20 a second are assumed/]
    }
  ]
  it.each(table)('are $name', async ({ name, camera, times, warnings }) => {
    const found = await opened(name, [jpegTopic('/camera', frames, camera)])
    expect(found.times).toEqual(close(times))
    expect(found.warnings).toEqual(warnings.map((pattern) => expect.stringMatching(pattern) as unknown))
  })

  it('are one for pictures and steering, whichever is believed', async () => {
    const degrees = range(0, 56)
    const stamp = (i: number): bigint => ms(10 * i)
    // Logged at once: stamps for both.
    const both = await opened('both', [
      jpegTopic('/camera', frames, (i) => ({ log: STAMP, stamp: stampAt(i) })),
      steeringTopic('/steering', degrees, (i) => ({ log: STAMP, stamp: stamp(i) }))
    ])
    expect(both.steering).toEqual(close(evenly(5)))
    // The steering alone logged at once: its stamps are on the pictures' log clock.
    const one = await opened('one', [
      jpegTopic('/camera', frames, (i) => ({ log: stampAt(i), stamp: 0n })),
      steeringTopic('/steering', degrees, (i) => ({ log: STAMP, stamp: stamp(i) }))
    ])
    expect(one.steering).toEqual(close(evenly(5)))
    // Its stamps are of another clock: nothing goes with the pictures.
    const none = await opened('none', [
      jpegTopic('/camera', frames, (i) => ({ log: stampAt(i), stamp: 0n })),
      steeringTopic('/steering', degrees, (i) => ({ log: STAMP, stamp: stamp(i) - STAMP }))
    ])
    expect(none.steering).toEqual(close(evenly(5)))
    expect(none.warnings).toEqual([expect.stringMatching(/messages of \/steering .* spread evenly over the drive/)])
    // Nothing is false: the steering is left for later, by log time.
    const sound = await opened('sound', [
      jpegTopic('/camera', frames, (i) => ({ log: stampAt(i), stamp: 0n })),
      steeringTopic('/steering', degrees, (i) => ({ log: stamp(i), stamp: 0n }))
    ])
    expect(sound).toMatchObject({ isLate: true, warnings: [], steering: close(evenly(5)) })
  })

  it('go back where a clock was set back, which is said', async () => {
    const log = (i: number): bigint => ms(i < 6 ? 50 * i + 60_000 : 50 * (i - 6))
    const { times, warnings } = await opened(
      'back',
      [jpegTopic('/camera', frames, (i) => ({ log: log(i), stamp: 0n }))],
      4096
    )
    expect(times.slice(5, 7)).toEqual(close([0.25, 60]))
    expect(warnings).toEqual([
      expect.stringMatching(/clock that was set back by 60\.3 s .* two stretches may be mixed/)
    ])
  })

  it('count the messages of all who published a topic', async () => {
    const half = (offset: number): McapTopic =>
      jpegTopic('/camera', frames.slice(0, 6), (i) => ({ log: stampAt(2 * i + offset), stamp: 0n }))
    expect((await opened('two', [half(0), half(1)])).times).toEqual(close(evenly(0.05)))
  })
})
