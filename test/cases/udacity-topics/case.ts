import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, lines, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

const START = 1_479_425_441_182_877_835n
const at = (milliseconds: number): bigint => START + 1_000_000n * BigInt(milliseconds)
/** Radians at the wheel, every 20 ms from before the first picture on. */
const angle = (milliseconds: number): number => 0.002 * milliseconds

export default {
  about: "Exports of Udacity's Challenge 2 by topic: camera.csv without steering, steering.csv on the same clock.",
  async make(folder) {
    const name = (camera: string, i: number): string => `${camera}/${at(50 * i)}.jpg`
    const cameras = ['left', 'center', 'right']
    writePictures(range(0, FRAMES).flatMap((i) => cameras.map((camera) => join(folder, name(camera, i)))))
    writeText(
      join(folder, 'camera.csv'),
      `timestamp,width,height,frame_id,filename\n${lines((i) =>
        cameras.map((camera) => `${at(50 * i)},48,32,${camera}_camera,${name(camera, i)}`).join('\n')
      )}`
    )
    const rows = range(-2, 40).map((i) => `${at(20 * i)},${angle(20 * i)},0.1,12.5`)
    writeText(join(folder, 'steering.csv'), ['timestamp,angle,torque,speed', ...rows, ''].join('\n'))
    writeText(join(folder, 'gps.csv'), `timestamp,status,service,lat,long,alt\n${at(0)},0,1,37.4,-122.1,10\n`)
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'interpolated-csv',
        frames: FRAMES,
        times: [0, 0.05, 0.1],
        steering: [0, angle(50), angle(100)],
        choices: { camera: ['left_camera', 'center_camera', 'right_camera'] },
        warnings: [/^camera\.csv holds no steering; the numbers of gps\.csv, steering\.csv/, /which way "angle" turns/]
      }
    }
  ]
} satisfies Case
