import { join } from 'node:path'
import { asX, jetbotSize, jetbotTargets, writeJetbotDrive } from '../../fixtures/jetbotDrive.ts'
import type { Case } from '../case.ts'

const FRAMES = 12
const toTheLeft = jetbotTargets(4).map(({ column }) => -asX(column))

const read = (folder: string, said: RegExp, steering: number[]): Case['expect'][number] => ({
  open: folder,
  recording: {
    kind: 'interpolated-csv',
    frames: FRAMES,
    size: [jetbotSize.width, jetbotSize.height],
    steering,
    warnings: [/a second are assumed/, said]
  }
})

export default {
  about: 'Pictures of JetBot and JetRacer, the point to drive to as x and y in a table beside them.',
  async make(folder) {
    writeJetbotDrive(join(folder, 'shares'), FRAMES)
    writeJetbotDrive(join(folder, 'pixels'), FRAMES, 'Image;X;Y'.replaceAll(';', ','), ({ column, row }) => [
      column + 0.5,
      row + 0.5
    ])
    // With a heading beside them x and y are places of the car.
    writeJetbotDrive(join(folder, 'places'), FRAMES, 'image,x,y,heading', ({ column, row }) => [column, row, 0.1])
  },
  expect: [
    read('shares', /gives a point to drive to.*"x" is taken as the steering \(-1 at the left edge/, toTheLeft),
    read('pixels', /gives a point to drive to.*"X" is taken as the steering \(pixels of 64/, toTheLeft),
    {
      open: 'places',
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        analyse: false,
        warnings: [/a second are assumed/, /labels\.csv beside the pictures of places is not read/]
      }
    }
  ]
} satisfies Case
