import { writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reached } from '../../../scripts/evaluate/bars.ts'
import { evaluateLabels, labelBars, labelEvaluation } from '../../../scripts/evaluate/labels/evaluateLabels.ts'
import { labelOverlap } from '../../../scripts/evaluate/labels/labelOverlap.ts'
import { stretchesOf } from '../../../scripts/evaluate/labels/stretches.ts'
import { truthOf } from '../../../scripts/evaluate/labels/truthFile.ts'
import { areUnrelated } from '../../../scripts/evaluate/labels/unrelatedPictures.ts'
import type { JudgedLabel } from '../../../scripts/evaluate/labels/watchLabels.ts'
import { reliability } from '../../../scripts/evaluate/reliability.ts'
import { InputError } from '../../../src/shared/errors.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { pngOf } from '../../../testing/pngMask.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'
import { plainRoad, renderRoad } from '../../../testing/roads.ts'
import { seeded } from '../../../testing/seeded.ts'

const box = (left: number, top: number, right: number, bottom: number): Polygon => [
  [left, bottom],
  [left, top],
  [right, top],
  [right, bottom]
]
const lane = box(0, 0.5, 0.5, 1)
const entry = { source: 'videos/a.mp4', frame: 7, width: 320, height: 160, kind: 'lane', polygon: lane, note: '' }
const label = { source: 'videos/a.mp4', frame: 7, width: 320, height: 160, lane, bonnet: null }

describe('a file of labelled frames', () => {
  it.each<[string, unknown, unknown[]]>([
    ['a list', [entry], [label]],
    ['an object', { base: 'data', entries: [entry] }, [label]],
    ['the name of a picture', [{ ...entry, frame: '7_cam.jpg' }], [{ ...label, frame: '7_cam.jpg' }]],
    ['a number as text', [{ ...entry, frame: '07' }], [label]],
    ['a path of Windows', [{ ...entry, source: 'videos\\a.mp4' }], [label]],
    ['a path in a round-about way', [{ ...entry, source: './videos//a.mp4' }], [label]],
    ['a bonnet', [{ ...entry, bonnet: box(0, 0.9, 1, 1) }], [{ ...label, bonnet: box(0, 0.9, 1, 1) }]],
    ['no lane', [{ ...entry, polygon: [], none: true }], [{ ...label, lane: null }]],
    ['no lane, without a polygon', [{ ...entry, polygon: undefined, none: true }], [{ ...label, lane: null }]],
    ['frames that cannot be told', [{ ...entry, polygon: null, ignore: true }, entry], [label]]
  ])('is read: %s', (_, file, expected) => {
    expect(truthOf(JSON.stringify(file), 'truth.json')).toEqual(expected)
  })

  it.each<[string, string, RegExp]>([
    ['what is no JSON', '[', /^truth\.json is not JSON/],
    ['an entry without a frame', JSON.stringify([{ ...entry, frame: undefined }]), /frame/],
    ['a point without a height', JSON.stringify([{ ...entry, polygon: [[0], [1], [2]] }]), /polygon/],
    ['points in pixels', JSON.stringify([{ ...entry, polygon: [[0, 90], [160, 40], [320, 90]] }]), /parts of the picture/], // prettier-ignore
    ['a picture that nobody has', JSON.stringify([{ ...entry, height: 1_000_000 }]), /height/],
    ['a frame without a word on its lane', JSON.stringify([entry, { ...entry, polygon: [] }]), /entry 1 has neither/]
  ])('is refused: %s', (_, text, sentence) => {
    expect(() => truthOf(text, 'truth.json')).toThrow(InputError)
    expect(() => truthOf(text, 'truth.json')).toThrow(sentence)
  })

  it('is read or refused, whatever it says', () => {
    const cell = fc.oneof(fc.constantFrom(...Object.values(entry)), fc.jsonValue())
    const entries = fc.array(fc.record(Object.fromEntries(Object.keys(entry).map((key) => [key, cell]))))
    const files = fc.oneof(fc.jsonValue(), entries, fc.record({ entries })).map((file) => JSON.stringify(file))
    fc.assert(
      fc.property(fc.oneof(fc.string(), files), (text) => {
        try {
          for (const { lane } of truthOf(text, 'truth.json')) expect(lane === null || lane.length >= 3).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      })
    )
  })
})

describe('overlap with a label', () => {
  const size = { width: 160, height: 120 }
  it.each<[string, { lane: Polygon; bonnet?: Polygon }, Polygon, number, number]>([
    ['the same', { lane }, lane, 1, 1],
    ['nothing in common', { lane }, box(0.5, 0.5, 1, 1), 0, 0],
    ['half shared', { lane }, box(0.25, 0.5, 0.75, 1), 1 / 3, 1 / 3],
    ['twice as far ahead', { lane }, box(0, 0, 0.5, 1), 1 / 2, 1],
    ['less far ahead', { lane }, box(0, 0.75, 0.5, 1), 1 / 2, 1 / 2],
    ['beyond the picture', { lane }, box(-1, 0.5, 0.5, 3), 1, 1],
    ['a bonnet over what differs', { lane, bonnet: box(0, 0.75, 1, 1) }, box(0, 0.5, 0.5, 0.75), 1, 1],
    ['a bonnet over what is shared', { lane, bonnet: box(0, 0.75, 1, 1) }, box(0, 0.25, 0.5, 1), 1 / 2, 1],
    ['a region that is none', { lane }, box(0.2, 0.5, 0.2, 1), 0, 0],
    // A triangle of half the box.
    ['a slope', { lane }, [[0, 1], [0, 0.5], [0.5, 1]], 1 / 2, 1 / 2] // prettier-ignore
  ])('%s', (_, truth, region, iou, near) => {
    const overlap = labelOverlap({ ...size, bonnet: null, ...truth }, region)
    expect(overlap.iou).toBeCloseTo(iou, 2)
    expect(overlap.near).toBeCloseTo(near, 2)
  })
})

describe('the figures of labelled frames', () => {
  const at = (confidence: number, iou: number, near = iou): JudgedLabel => ({ confidence, overlap: { iou, near } })
  const none = (confidence: number): JudgedLabel => ({ confidence, overlap: null })
  const evaluation = labelEvaluation([
    { source: 'a', labels: [at(0.95, 0.9, 1), at(0.75, 0.8), at(0.85, 0.6), at(0.25, 0.9)], problems: [] },
    { source: 'b', labels: [none(0.95), none(0.05)], problems: [] },
    { source: 'c', labels: [at(0, 0)], problems: ['c is not there.'] }
  ])

  it('count what is sure, and what is sure and wrong; where there is no lane, sure is wrong', () => {
    expect(evaluation).toMatchObject({ frames: 7, lanes: 5, sureLanes: 3, sure: 0.6, wrongFrames: 2, wrong: 2 / 7 })
    expect(evaluation.iou).toBeCloseTo((0.9 + 0.8 + 0.6) / 3, 12)
    expect(evaluation.near).toBeCloseTo((1 + 0.8 + 0.6) / 3, 12)
    expect(evaluation.sources).toMatchObject([
      { source: 'a', frames: 4, sure: 0.75, wrongFrames: 1, wrong: 0.25 },
      { source: 'b', frames: 2, lanes: 0, iou: null, wrongFrames: 1 },
      { source: 'c', frames: 1, sure: 0, iou: null, wrongFrames: 0 }
    ])
    expect(labelBars(evaluation).map(reached)).toEqual([false, false, false, false, false])
  })

  it('set confidence against the part that is right', () => {
    expect(evaluation.reliability.bins).toEqual([
      { from: 0, frames: 2, confidence: 0.025, right: 0 },
      { from: 0.2, frames: 1, confidence: 0.25, right: 1 },
      { from: 0.7, frames: 1, confidence: 0.75, right: 1 },
      { from: 0.8, frames: 1, confidence: 0.85, right: 0 },
      { from: 0.9, frames: 2, confidence: 0.95, right: 0.5 }
    ])
    const error = (2 * 0.025 + 0.75 + 0.25 + 0.85 + 2 * 0.45) / 7
    expect(evaluation.reliability.calibrationError).toBeCloseTo(error, 12)
    expect(evaluation.reliability.largestDeviation).toBe(0)
  })
})

it('the largest deviation is that of tenths of a hundred frames or more', () => {
  const frames = (count: number, right: number, confidence: number): { confidence: number; right: boolean }[] =>
    Array.from({ length: count }, (_, i) => ({ confidence, right: i < right }))
  const { calibrationError, largestDeviation } = reliability([
    ...frames(99, 0, 1),
    ...frames(100, 60, 0.75),
    ...frames(101, 0, 0.05)
  ])
  expect(largestDeviation).toBeCloseTo(0.15, 12)
  expect(calibrationError).toBeCloseTo((99 + 100 * 0.15 + 101 * 0.05) / 300, 12)
})

describe('what is looked at for labels', () => {
  it.each<[string, number[], number, number, { first: number; last: number }[]]>([
    ['all of a short drive', [5], 2400, 20, [{ first: 0, last: Infinity }]],
    ['fifteen seconds to both sides', [1000], 9000, 10, [{ first: 850, last: 1150 }]],
    ['from the beginning on', [100], 9000, 10, [{ first: 0, last: 250 }]],
    ['from a look on, of every third', [4001], 90000, 30, [{ first: 3549, last: 4451 }]],
    ['once, where frames are near', [1300, 1000], 9000, 10, [{ first: 850, last: 1450 }]],
    ['twice, where they are not', [1302, 1000], 9000, 10, [{ first: 850, last: 1150 }, { first: 1152, last: 1452 }]] // prettier-ignore
  ])('%s', (_, labelled, frames, rate, expected) => {
    expect(stretchesOf(labelled, frames, rate)).toEqual(expected)
  })

  const random = seeded(3)
  const picture = (): Uint8Array => Uint8Array.from({ length: 144 }, () => 255 * random())
  const [from, to] = [picture(), picture()]
  const drive = Array.from({ length: 12 }, (_, i) =>
    from.map((value, block) => value + ((to[block]! - value) * i) / 11)
  )
  it.each<[string, Uint8Array[], boolean]>([
    ['pictures that change little by little', drive, false],
    ['a car that stands', Array.from({ length: 12 }, () => from), false],
    ['pictures of different places', Array.from({ length: 6 }, picture), true],
    ['a drive in no order', drive.map((_, i) => drive[(i * 5) % 12]!), true],
    ['one picture', [from], true]
  ])('pictures one by one, or a drive: %s', (_, glances, expected) => {
    expect(areUnrelated(glances)).toBe(expected)
  })
})

it('labels of a folder of pictures are compared with the lane without its margin', async () => {
  using folder = temporaryFolder()
  const { width, height } = plainRoad
  mkdirSync(join(folder.path, 'drive'))
  const labels = Array.from({ length: 24 }, (_, frame) => {
    const { rgb, corridor } = renderRoad(plainRoad, frame)
    const name = `${frame}_cam.png`
    const kind = { colour: 'rgb', depth: 8, filter: 0 } as const
    writeFileSync(join(folder.path, 'drive', name), pngOf(rgb, width, height, kind))
    return { source: 'drive', frame: frame === 7 ? 7 : name, width, height, lane: corridor(0), bonnet: null }
  }).filter((_, frame) => frame % 5 === 2)
  const missing = [{ ...labels[0]!, source: 'gone' }, { ...labels[0]!, frame: 99 }] // prettier-ignore
  const { sources, problems } = await evaluateLabels([...labels, ...missing], folder.path)
  expect(sources[0]).toMatchObject({ source: 'drive', frames: 6, sureLanes: 5, wrongFrames: 0 })
  expect(sources[0]!.iou).toBeGreaterThan(0.95)
  expect(sources[1]).toMatchObject({ source: 'gone', frames: 1, sure: 0 })
  expect(problems).toEqual(['drive has no frame 99.', expect.stringMatching(/gone/)])
})
