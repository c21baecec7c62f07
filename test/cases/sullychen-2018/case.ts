import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { makeNumberedPicture } from '../../../testing/recordings.ts'
import { FRAMES, lines, steeringAt, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

/** Milliseconds without leading zeros, over the turn of a second: 17:09:44:930, 44:963, 44:996, 45:29 … */
const clock = (i: number): string => {
  const at = 44_930 + 33 * i
  return `2018-07-01 17:09:${Math.floor(at / 1000)}:${at % 1000}`
}
const degrees = (i: number): number => Number((100 * Number(steeringAt(i))).toFixed(2))
const times = [0, 0.033, 0.066, 0.099, 0.132]
const [unsigned, unnamed] = [/which way "steering" turns/, /^data\.txt has no header line/]
const row = (i: number): string => `${i}.jpg ${degrees(i)},${clock(i)}`

export default {
  about: 'The driving data set of 2018: data.txt above its pictures, with times; the pictures are PNG called .jpg.',
  async make(folder) {
    const pictures = range(0, FRAMES).map((i) => join(folder, 'whole', 'data', `${i}.jpg`))
    writePictures(pictures)
    pictures.forEach((file, i) => makeNumberedPicture(file, i, 'png', 48, 32))
    writeText(join(folder, 'whole', 'data.txt'), lines(row))
    // A line without its number, one of a picture that was never copied, one cut off in the middle.
    writePictures(range(0, FRAMES).map((i) => join(folder, 'damaged', `${i}.jpg`)))
    writeText(
      join(folder, 'damaged', 'data.txt'),
      `${lines((i) => (i === 1 ? '1.jpg ' : row(i)))}99.jpg 4.5,2018-07-01 17:09:46:1\n7.j`
    )
  },
  expect: [
    ...['whole', 'whole/data'].map((open): Case['expect'][number] => ({
      open,
      recording: {
        kind: 'interpolated-csv',
        frames: FRAMES,
        times,
        steering: range(0, 3).map(degrees),
        warnings: [unsigned, unnamed, /taken as degrees/]
      }
    })),
    {
      open: 'damaged',
      recording: {
        kind: 'interpolated-csv',
        frames: FRAMES,
        steering: [degrees(0), null, degrees(2)],
        warnings: [
          unsigned,
          unnamed,
          /taken as degrees/,
          /names pictures that are not there in its last 1 rows, first 99\.jpg/,
          /1 rows of data\.txt hold no number for the steering/,
          /clock goes back or is missing at 2 records, first at frame 1/
        ]
      }
    }
  ]
} satisfies Case
