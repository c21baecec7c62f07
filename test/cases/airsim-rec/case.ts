import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, lines, steeringAt, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

const HEADER =
  'VehicleName,TimeStamp,POS_X,POS_Y,POS_Z,Q_W,Q_X,Q_Y,Q_Z,Throttle,Steering,Brake,Gear,Handbrake,RPM,Speed,ImageFile'
const row = (i: number, pictures: string): string =>
  [
    'PhysXCar',
    1_700_000_000_000 + 60 * i,
    i,
    0,
    -0.6,
    1,
    0,
    0,
    0,
    0.5,
    steeringAt(i),
    0,
    1,
    0,
    1200,
    7.5,
    pictures
  ].join('\t')
const image = (i: number, camera: number): string => `img_PhysXCar_${camera}_0_${1_700_000_000_000 + 60 * i}.png`
const steering = range(0, 3).map((i) => -Number(steeringAt(i)))
const expected = { kind: 'interpolated-csv' as const, frames: FRAMES, times: [0, 0.06, 0.12], steering }

export default {
  about: "AirSim's recording: airsim_rec.txt above its pictures, one a row, or two behind a semicolon.",
  async make(folder) {
    const header = `${HEADER.replaceAll(',', '\t')}\n`
    for (const [name, cameras] of [
      ['one', [0]],
      ['two', [0, 1]]
    ] as const) {
      writePictures(
        range(0, FRAMES).flatMap((i) => cameras.map((camera) => join(folder, name, 'images', image(i, camera))))
      )
      writeText(
        join(folder, name, 'airsim_rec.txt'),
        header + lines((i) => row(i, cameras.map((camera) => image(i, camera)).join(';')))
      )
    }
  },
  expect: [
    { open: 'one', recording: { ...expected, warnings: [] } },
    {
      open: 'two',
      with: ['--camera', 'ImageFile 2'],
      recording: { ...expected, choices: { camera: ['ImageFile 1', 'ImageFile 2'] }, warnings: [] }
    }
  ]
} satisfies Case
