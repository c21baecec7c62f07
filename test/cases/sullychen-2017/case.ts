import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, lines, steeringAt, writeText } from '../../fixtures/tableDrives.ts'
import type { Case, RecordingExpected } from '../case.ts'

const degrees = (i: number): number => Number((100 * Number(steeringAt(i))).toFixed(6))
const said = [/^data\.txt has no header line/, /by its size it is taken as degrees/, /20 a second are assumed/]
const unsigned = /does not say which way "steering" turns/
const read = (steering: number[], warnings: RegExp[]): { recording: RecordingExpected['recording'] } => ({
  recording: { kind: 'interpolated-csv', frames: FRAMES, times: [0, 0.05, 0.1], steering, warnings }
})
const [left, right] = [range(0, 3).map(degrees), range(0, 3).map((i) => -degrees(i))]

export default {
  about: 'Pictures and data.txt of the driving data set of 2017: name and degrees.',
  async make(folder) {
    writePictures(range(0, FRAMES).map((i) => join(folder, `${i}.jpg`)))
    writeText(
      join(folder, 'data.txt'),
      lines((i) => `${i}.jpg ${degrees(i).toFixed(6)}`)
    )
  },
  expect: [
    { open: '', ...read(left, [...said, unsigned]) },
    { open: '', with: ['--positive', 'right'], ...read(right, said) },
    { open: 'data.txt', with: ['--positive', 'left'], ...read(left, said) }
  ]
} satisfies Case
