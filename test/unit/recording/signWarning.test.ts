import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range, temporaryFolder } from '../../../testing/recordings.ts'

const FRAMES = 80
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
/** A car on a winding road: yaw rate is steering times speed, in the sign that is asked for. */
const table = (header: string, sign: number): string =>
  [
    header,
    ...range(0, FRAMES).map(
      (i) =>
        `${i},${Math.sin(i / 7).toFixed(4)},${10 + (i % 5)},${(sign * Math.sin(i / 7) * (10 + (i % 5))).toFixed(4)}`
    ),
    ''
  ].join('\n')
beforeAll(() => writePictures(range(0, FRAMES).map((i) => join(folder.path, 'pictures', `${i}.jpg`))))

const open = async (header: string, sign: number, choices: OpenWith = {}): Promise<Recording> => {
  const file = join(folder.path, 'log.csv')
  writeFileSync(file, table(header, sign))
  return openRecording(join(folder.path, 'pictures'), { probe: probeVideo, signals: file, ...choices })
}
const codes = ({ warnings }: Recording): string[] =>
  warnings.map(({ code }) => code).filter((code) => code.startsWith('steering-sign'))
const first = ({ signals, times }: Recording): number | null | undefined =>
  signalsAtFrames(signals, times ?? new Float64Array()).find(({ role }) => role === 'steering')?.values[1]

describe('a recording that is opened', () => {
  const left = 'frame,steering_left,speed,yaw_rate'
  const unsaid = 'frame,steering,speed,yaw_rate'
  it.each([
    ['agrees with its yaw rate', left, 1, {}, []],
    ['contradicts it by its own word', left, -1, {}, ['steering-sign-contradicts']],
    ['says nothing, and agrees as it is taken', unsaid, 1, {}, ['steering-sign-unknown']],
    [
      'says nothing, and contradicts as it is taken',
      unsaid,
      -1,
      {},
      ['steering-sign-unknown', 'steering-sign-contradicts']
    ],
    ['contradicts it, and a person turned it', left, -1, { positive: 'right' as const }, []],
    ['agrees, and a person turned it', left, 1, { positive: 'right' as const }, ['steering-sign-contradicts']]
  ])('%s', async (_, header, sign, choices, expected) => {
    expect(codes(await open(header, sign, choices))).toEqual(expected)
  })

  it('is turned as a person says, whatever its table says', async () => {
    for (const header of [left, unsaid]) {
      expect(first(await open(header, 1))).toBeCloseTo(Math.sin(1 / 7), 4)
      expect(first(await open(header, 1, { positive: 'right' }))).toBeCloseTo(-Math.sin(1 / 7), 4)
      expect(first(await open(header, 1, { positive: 'left' }))).toBeCloseTo(Math.sin(1 / 7), 4)
    }
  })
})
