import { expect, it } from 'vitest'
import Sqlite from 'better-sqlite3'
import { failureSentence } from '../../../src/main/analysis/runJob.ts'
import { toRows } from '../../../src/main/analysis/saliencyRunner.ts'
import { InputError, UnavailableError } from '../../../src/shared/errors.ts'
import { Network } from '../../../testing/network.ts'

const frames = { first: 64, last: 95 }
const sqlite = (code: string): Error => new Sqlite.SqliteError('it says so', code)

it.each([
  [new InputError('The file is gone; copy it again.'), null, 'The file is gone; copy it again.'],
  [new InputError('The file is gone; copy it again.'), frames, 'The file is gone; copy it again (at frames 64 to 95).'],
  [new UnavailableError('There is no ffmpeg; install it.'), null, 'There is no ffmpeg; install it.'],
  [
    new RangeError('x is not y'),
    frames,
    "The analysis failed (at frames 64 to 95): x is not y. Lanegaze's log says more."
  ],
  [
    sqlite('SQLITE_FULL'),
    frames,
    'Nothing more can be written to the data folder (at frames 64 to 95): it says so; make room, then resume.'
  ],
  [sqlite('SQLITE_CORRUPT'), null, 'The cache of this drive is damaged: it says so; resume to compute it again.']
])('says of %o in frames %o: %s', (error, at, expected) => {
  expect(failureSentence(error, at)).toBe(expected)
})

it('names the first frame for which the model gives no number', () => {
  const network = new Network([2, 2, 1])
  const graph = {
    ...network.graph(),
    nodes: [{ id: 'map', op: { type: 'absolute' as const }, inputs: ['picture'], shape: [2, 2, 1] }],
    outputs: { map: 'map', steering: 'map' }
  }
  const map = Float32Array.of(0, 1, 2, 4, 0, 0, 0, 0)
  const rows = toRows({ steering: Float32Array.of(0.5, -0.25), map }, graph, [32, 33])
  expect(rows.map(({ frame, steering }) => [frame, steering])).toEqual([
    [32, 0.5],
    [33, -0.25]
  ])
  expect([rows[0]!.map.scale, rows[0]!.map.sum, Array.from(rows[0]!.map.data)]).toEqual([4, 7, [0, 64, 128, 255]])
  // A map of zeros is kept as what it is: undefined.
  expect([rows[1]!.map.scale, rows[1]!.map.sum]).toEqual([0, 0])
  const broken = map.with(5, Infinity)
  expect(() => toRows({ steering: Float32Array.of(0, 0), map: broken }, graph, [32, 33])).toThrow(
    /not a number at frame 33; check that its recipe/
  )
  expect(() => toRows({ steering: Float32Array.of(NaN, 0), map }, graph, [32, 33])).toThrow(/frame 32/)
})
