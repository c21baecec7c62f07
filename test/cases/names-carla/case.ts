import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, steeringAt } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

const CAMERAS = ['MAIN', 'LEFT', 'RIGHT'] as const
/** What the book adds for the cameras at the sides. */
const CORRECTION = { MAIN: 0, LEFT: 0.25, RIGHT: -0.25 }
const steering = (i: number): number => Number(steeringAt(i)) + CORRECTION[CAMERAS[i % 3]!]

const camera = (name: (typeof CAMERAS)[number], words: string[], sign = -1): Case['expect'][number] => ({
  open: '',
  with: words,
  recording: {
    kind: 'image-folder',
    frames: FRAMES / 3,
    // One camera a frame in turn: a third of 20 a second each.
    times: [0, 0.15, 0.3, 0.45],
    steering: range(0, 4).map((i) => sign * steering(3 * i + CAMERAS.indexOf(name))),
    choices: { camera: [...CAMERAS] },
    warnings: [
      /20 a second are assumed, of which each of 3 cameras in turn has its share/,
      ...(name === 'MAIN' ? [] : [/of the camera LEFT: the recorder added 0\.25/])
    ]
  }
})

export default {
  about: 'Pictures of three cameras in turn, labelled in their names: frame, camera, steering, throttle, brake.',
  async make(folder) {
    const name = (i: number): string =>
      `${String(78469 + i).padStart(8, '0')}_${CAMERAS[i % 3]}_${steering(i).toFixed(6)}_0.500000_0.000000.jpg`
    writePictures(range(0, FRAMES).map((i) => join(folder, name(i))))
  },
  expect: [
    camera('MAIN', []),
    camera('LEFT', ['--camera', 'LEFT']),
    camera('MAIN', ['--positive', 'left'], 1),
    { open: '', with: ['--camera', 'REAR'], refused: /no camera "REAR"; choose one of MAIN, LEFT, RIGHT\./ }
  ]
} satisfies Case
