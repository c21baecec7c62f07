import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { framesOfLabels } from '../../../src/main/lanes/labels/framesOfLabels.ts'
import { type LabelOptions, readLabels } from '../../../src/main/lanes/labels/readLabels.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import {
  bddFrame,
  commaMask,
  culaneText,
  drivableMask,
  folderOf,
  lanePolygon,
  markMask,
  plainMask,
  tusimpleLine
} from '../../fixtures/laneLabels.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'

const folders: string[] = []
const write = (files: Record<string, string | Uint8Array>): string => {
  folders.push(folderOf(files))
  return folders.at(-1)!
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const picture = { width: 640, height: 360 }
const size = { width: 320, height: 180 }
/** Labelled lines run along the paint: the corridor is wider by 0.15 lane widths on each side. */
const widened = lanePolygon(0.15)
const exact = lanePolygon(0)
/** The whole road of the comma10k fixture without marks. */
const road: Polygon = [
  [0, 0.5],
  [1, 0.5],
  [1, 0.95],
  [0, 0.95]
]

interface Case {
  format: string
  files: Record<string, string | Uint8Array>
  /** Below the folder that is imported; the folder itself by default. */
  open?: string
  /** Names of the drive's picture files; null for a video. */
  pictures?: string[]
  options?: Partial<LabelOptions>
  /** By frame: the region, or null for a label without a lane. */
  expected: Record<number, Polygon | null>
  confidence?: number
  others?: number
}

const numbered = (from: number, count: number, ending: string): string[] =>
  Array.from({ length: count }, (_, i) => `/drive/clip/${from + i}${ending}`)

const cases: Record<string, Case> = {
  'TuSimple, in the size of the drive, by name': {
    format: 'tusimple',
    files: {
      'label.json': [
        tusimpleLine('clips/clip/20.jpg', 640, 360),
        tusimpleLine('clips/other/20.jpg', 640, 360, 0.2)
      ].join('\n')
    },
    open: 'label.json',
    pictures: numbered(1, 20, '.jpg'),
    expected: { 19: widened },
    others: 1
  },
  'TuSimple, in its own 1280x720, by number': {
    format: 'tusimple',
    files: { 'label.json': [4, 9].map((i) => tusimpleLine(`frames/${i}.jpg`, 1280, 720)).join('\n') + '\n' },
    open: 'label.json',
    expected: { 4: widened, 9: widened }
  },
  'CULane, in the size of the drive': {
    format: 'culane',
    files: {
      'clip/00000.lines.txt': culaneText(640, 360),
      'clip/00030.lines.txt': culaneText(640, 360, 0.03),
      'clip/00060.lines.txt': ''
    },
    pictures: ['/drive/clip/00000.jpg', '/drive/clip/00030.jpg', '/drive/clip/00060.jpg', '/drive/clip/00090.jpg'],
    expected: { 0: widened, 1: lanePolygon(0.15, 0.03), 2: null }
  },
  'CULane, in its own 1640x590': {
    format: 'culane',
    files: { '0.lines.txt': culaneText(1640, 590), '3.lines.txt': culaneText(1640, 590) },
    expected: { 0: widened, 3: widened }
  },
  'BDD100K poly2d, marks': {
    format: 'bdd100k',
    files: { 'labels.json': JSON.stringify([bddFrame('a.jpg', 640, 360, 'marks'), { name: 'b.jpg', labels: null }]) },
    open: 'labels.json',
    pictures: ['/d/a.jpg', '/d/b.jpg'],
    expected: { 0: widened, 1: null }
  },
  'BDD100K poly2d, areas, in an object of frames, by frameIndex': {
    format: 'bdd100k',
    files: { 'l.json': JSON.stringify({ frames: [{ ...bddFrame('x', 640, 360, 'area'), frameIndex: 7 }] }, null, 2) },
    open: 'l.json',
    expected: { 7: exact }
  },
  'BDD100K poly2d, areas with curves': {
    format: 'bdd100k',
    files: { 'l.json': JSON.stringify([bddFrame('v-2.jpg', 1280, 720, 'curve')]) },
    expected: { 2: exact }
  },
  'BDD100K masks of drivable areas': {
    format: 'bdd100k-drivable',
    files: { 'a_drivable_id.png': drivableMask(640, 360) },
    pictures: ['/d/a.jpg'],
    expected: { 0: exact },
    confidence: 0.97
  },
  'BDD100K masks of lane marks': {
    format: 'bdd100k-lane',
    files: { 'm/a.png': markMask(1280, 720), 'm/b.png': markMask(1280, 720) },
    pictures: ['/d/b.jpg', '/d/c.jpg'],
    expected: { 0: widened },
    others: 1
  },
  'comma10k with marks': {
    format: 'comma10k',
    files: { '0005_x.png': commaMask(582, 437, true) },
    pictures: ['/d/0004_x.png', '/d/0005_x.png'],
    expected: { 1: widened }
  },
  'comma10k without marks is the road, and less sure': {
    format: 'comma10k',
    files: { '12.png': commaMask(291, 218, false) },
    expected: { 12: road },
    confidence: 0.58
  },
  'PNG masks by number from 0': {
    format: 'mask',
    files: { 'mask_0000.png': plainMask(320, 180), 'mask_0007.png': plainMask(160, 90, 1) },
    expected: { 0: exact, 7: exact },
    confidence: 0.95
  },
  'PNG masks by number from 1, one for every frame': {
    format: 'mask',
    files: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i + 1}.png`, plainMask(64, 36)])),
    expected: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i, exact])),
    confidence: 0.85
  },
  'PNG masks by name, one of them empty': {
    format: 'mask',
    files: { 'left.png': plainMask(320, 180), 'right.png': plainMask(320, 180, 0) },
    pictures: ['/d/left.jpg', '/d/right.jpg'],
    expected: { 0: exact, 1: null },
    confidence: 0.95
  },
  'a single PNG mask of several values, one of which is the lane': {
    format: 'mask',
    files: { 'frame3.png': drivableMask(320, 180) },
    open: 'frame3.png',
    options: { format: 'mask', lane: 0 },
    expected: { 3: exact },
    confidence: 0.95
  }
}

describe('lane labels', () => {
  it.each(Object.entries(cases))(
    '%s',
    async (_, { format, files, open = '', pictures, options, expected, confidence = 1, others = 0 }) => {
      const read = await readLabels(join(write(files), open), { picture, ...options })
      expect(read.format).toBe(format)
      const found = framesOfLabels(read.labels, { files: pictures ?? null, count: pictures?.length ?? 20 })
      expect(found.others).toBe(others)
      expect([...found.lanes.keys()].sort((a, b) => a - b)).toEqual(Object.keys(expected).map(Number))
      for (const [frame, polygon] of Object.entries(expected)) {
        const lane = found.lanes.get(Number(frame))!
        if (polygon === null) {
          expect(lane).toBeNull()
          continue
        }
        // Masks are no finer than their pixels, labelled lines no coarser than these.
        expect(overlapOfRegions(lane.polygon, polygon, size)).toBeGreaterThan(
          confidence === 1 && !format.includes('lane') ? 0.99 : 0.93
        )
        expect(lane.confidence).toBeGreaterThanOrEqual(confidence)
        expect(lane.confidence).toBeLessThanOrEqual(confidence < 0.6 ? 0.6 : 1)
      }
    }
  )

  const cut = tusimpleLine('a.jpg', 640, 360)
  it.each<[string, Record<string, string | Uint8Array>, string, RegExp]>([
    ['a place with nothing', {}, 'no.json', /There is nothing at this path/],
    ['a folder without labels', { 'read.me': 'x' }, '', /holds no lane labels: neither/],
    [
      'a TuSimple line that was cut off',
      { 't.json': `${cut}\n${cut.slice(0, 80)}` },
      't.json',
      /t\.json, line 2: this is not JSON/
    ],
    [
      'a TuSimple label without rows',
      { 't.json': '{"lanes": [], "raw_file": "a"}' },
      't.json',
      /t\.json, line 1: 'h_samples' is wrong/
    ],
    [
      'a TuSimple lane shorter than its rows',
      { 't.json': '{"lanes":[[1,2]],"h_samples":[1,2,3],"raw_file":"a"}' },
      't.json',
      /2 columns for 3 rows/
    ],
    [
      'labels of larger pictures',
      { 't.json': '{"lanes":[[1,2]],"h_samples":[100,900],"raw_file":"a"}' },
      't.json',
      /reach down to row 900, beyond the drive's 640x360/
    ],
    ['CULane with half a point', { 'a.lines.txt': '1 2 3' }, '', /a\.lines\.txt, line 1: 3 numbers are not pairs/],
    ['CULane with a word', { 'a.lines.txt': '1 2\n3 x' }, '', /a\.lines\.txt, line 2: 'x' is not a number/],
    ['JSON of another kind', { 'a.json': '{"version": 3}' }, 'a.json', /a\.json is no list of BDD100K labels/],
    ['text', { 'a.txt': 'hello' }, 'a.txt', /a\.txt is no lane labels: not JSON/],
    [
      'poly2d with types of another length',
      { 'a.json': '[{"name":"q","labels":[{"category":"lane","poly2d":[{"vertices":[[1,2]],"types":"LL"}]}]}]' },
      'a.json',
      /a\.json, q: the types 'LL' do not fit 1 vertices/
    ],
    ['a mask that is cut off', { 'm1.png': plainMask(64, 36).subarray(0, 90) }, '', /m1\.png is damaged or cut off/],
    ['masks of several values', { 'm1.png': markMask(64, 36), 'x.txt': '' }, 'm1.png', /several values \(0, /]
  ])('refuses %s', async (_, files, open, message) => {
    const options = { picture, ...(open === 'm1.png' && { format: 'mask' as const }) }
    await expect(readLabels(join(write({ ...files, 'other.txt': 'x' }), open), options)).rejects.toThrow(message)
  })

  it('refuses a text that is longer than a string can be', async () => {
    const file = join(write({ 'all.json': '[' }), 'all.json')
    truncateSync(file, 501 * 2 ** 20) // sparse: it takes no room
    await expect(readLabels(file, { picture })).rejects.toThrow(/all\.json is too large for lane labels/)
  })
})

describe('the frames of labels', () => {
  const label = (name: string, frame?: number) => ({ name, lane: null, ...(frame !== undefined && { frame }) })
  const frames = (labels: ReturnType<typeof label>[], files: string[] | null, count = 10): number[] => [
    ...framesOfLabels(labels, { files, count }).lanes.keys()
  ]

  it.each<[string, string[], string[] | null, number[]]>([
    ['names, whatever their endings', ['b.png', 'a.png'], ['/x/a.jpg', '/x/b.jpg'], [1, 0]],
    ['Windows paths', ['c\\2.png'], ['D:\\c\\1.jpg', 'D:\\c\\2.jpg'], [1]],
    ['the clip with the same folder', ['one/1.jpg', 'two/1.jpg'], ['/d/two/1.jpg'], [0]],
    ['numbers, where no name agrees', ['f_003.png', 'f_019.png'], ['/x/a.jpg'], [3]],
    ['numbers after numbers', ['run2_0004.png', 'run2_0005.png'], null, [4, 5]],
    ['numbers from 1 where the last is the count', ['1.png', '10.png'], null, [0, 9]],
    ['numbers from 0 where 0 is among them', ['0.png', '10.png'], null, [0]]
  ])('are found by %s', (_, names, files, expected) => {
    expect(
      frames(
        names.map((name) => label(name)),
        files
      )
    ).toEqual(expected)
  })

  it('are the labelled one of a video that they are named for', () => {
    const labelled = { name: 'b1c66a42-6f7d68ca.mov', frame: 300 }
    const labels = ['b1c6-1.jpg', 'b1c66a42-6f7d68ca.jpg', 'b1c6-2.jpg'].map((name) => label(name))
    expect([...framesOfLabels(labels, { files: null, count: 1200, labelled }).lanes.keys()]).toEqual([300])
    // Of another video they are numbers, as ever.
    const others = { files: null, count: 1200, labelled: { ...labelled, name: 'other.mov' } }
    expect([...framesOfLabels([label('f-7.jpg')], others).lanes.keys()]).toEqual([7])
  })

  it('are those that the labels say, where they do', () => {
    expect(frames([label('x-9', 2), label('x-8', 3)], null)).toEqual([2, 3])
  })

  it.each<[string, string[], RegExp]>([
    ['names without numbers', ['a.png', 'b.png'], /'a\.png'\) do not tell which frames/],
    ['numbers after different words', ['a1.png', 'b2.png'], /do not tell which frames/],
    ['two for one frame', ['1.png', '01.png'], /Two labels belong to frame 1: '1\.png' and '01\.png'/]
  ])('are refused for %s', (_, names, message) => {
    expect(() =>
      frames(
        names.map((name) => label(name)),
        null
      )
    ).toThrow(message)
  })
})
