import { describe, expect, it } from 'vitest'
import { codingOf } from '../../../src/main/recording/formats/messages/messagePicture.ts'
import { stampOf } from '../../../src/main/recording/formats/messages/messageTimes.ts'
import { h264Frames, h265Frames, jpegFrames, vp9Frames } from '../../../testing/mcapFiles.ts'

describe('the coding that first bytes tell', () => {
  it.each([
    { coding: 'h264', frames: () => h264Frames(2) },
    { coding: 'h265', frames: () => h265Frames(2) },
    { coding: 'vp9', frames: () => vp9Frames(2) },
    { coding: 'jpeg', frames: () => jpegFrames(2) }
  ])('$coding, by a frame of its encoder', ({ coding, frames }) => {
    expect(codingOf(frames()[0] ?? new Uint8Array())).toBe(coding)
  })

  it.each([
    { bytes: [0, 0, 1, 0x67, 0x42], coding: 'h264' }, // parameters, short start code
    { bytes: [0, 0, 0, 1, 0x65, 0x88], coding: 'h264' }, // key frame
    { bytes: [0, 0, 0, 1, 0x40, 0x01], coding: 'h265' }, // video parameters
    { bytes: [0, 0, 1, 0x26, 0x01], coding: 'h265' }, // key frame
    { bytes: [0x12, 0x00, 0x0a, 0x0a], coding: 'av1' }, // temporal delimiter, sequence header
    { bytes: [0, 0, 0, 1], coding: null },
    { bytes: [0, 0, 0, 1, 0xff, 0xff], coding: null },
    { bytes: [0x52, 0x49, 0x46, 0x46], coding: null },
    { bytes: [], coding: null }
  ])('$bytes: $coding', ({ bytes, coding }) => {
    expect(codingOf(Uint8Array.from(bytes))).toBe(coding)
  })
})

describe('the stamp of a message', () => {
  it.each([
    { message: { header: { stamp: { sec: 3, nanosec: 5 } } }, stamp: 3_000_000_005n },
    { message: { header: { stamp: { secs: 3, nsecs: 5 } } }, stamp: 3_000_000_005n },
    { message: { timestamp: { sec: 3, nsec: 5 } }, stamp: 3_000_000_005n },
    { message: { timestamp: { seconds: 3, nanos: 5 } }, stamp: 3_000_000_005n },
    { message: { timestamp: { sec: 3n, nanosec: 5 } }, stamp: 3_000_000_005n },
    { message: { header: { stamp: { sec: 0, nanosec: 0 } } }, stamp: null },
    { message: { timestamp: 17 }, stamp: null },
    { message: { header: 'none' }, stamp: null },
    { message: null, stamp: null }
  ])('$message', ({ message, stamp }) => {
    expect(stampOf(message)).toBe(stamp)
  })
})
