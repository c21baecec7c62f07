import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { mkdirSync } from 'node:fs'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import { FRAMES, lines, steeringAt, turnedLeft, turnedRight, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Lines of JSON: beside a video, and naming pictures; with one that was cut off.',
  async make(folder) {
    mkdirSync(join(folder, 'video'), { recursive: true })
    makeNumberedVideo(join(folder, 'video/drive.mp4'), { frames: FRAMES, rate: '20', width: 96, height: 64 })
    writeText(
      join(folder, 'video/drive.jsonl'),
      lines((i) => JSON.stringify({ frame: i, car: { steering_right: Number(steeringAt(i)) }, tags: ['a'] }))
    )
    writePictures(range(0, FRAMES).map((i) => join(folder, 'pictures', 'train', `${i}.jpg`)))
    writeText(
      join(folder, 'pictures', 'metadata.jsonl'),
      `${lines((i) => JSON.stringify({ file_name: `train/${i}.jpg`, steering_left: Number(steeringAt(i)) }))}{"file_na`
    )
  },
  expect: [
    {
      open: 'video/drive.mp4',
      recording: { kind: 'video', frames: FRAMES, steering: turnedRight, warnings: [/taken as -1 to 1/] }
    },
    {
      open: 'pictures',
      recording: {
        kind: 'interpolated-csv',
        frames: FRAMES,
        steering: turnedLeft,
        warnings: [/taken as -1 to 1/, /carry no times; 20 a second are assumed/]
      }
    }
  ]
} satisfies Case
