import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { joinAsTracks, makeNumberedVideo } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

const tracks = ['1: 160x80, default', '2: 192x96, Rear camera']

export default {
  about: 'A dashcam that writes its front and its rear camera into one MP4, as two tracks.',
  async make(folder) {
    const [front, rear] = [join(folder, 'front.mp4'), join(folder, 'rear.mp4')]
    makeNumberedVideo(front, { frames: 12, width: 160, height: 80, rate: '20' })
    makeNumberedVideo(rear, { frames: 7, width: 192, height: 96, rate: '10' })
    joinAsTracks(join(folder, 'drive.mp4'), [front, rear], ['', 'Rear camera'])
    for (const file of [front, rear]) rmSync(file)
  },
  expect: [
    {
      open: 'drive.mp4',
      recording: {
        kind: 'video',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1],
        choices: { track: tracks },
        warnings: [/holds 2 video tracks; '1: 160x80, default' is shown, .*: '2: 192x96, Rear camera'/]
      }
    },
    {
      open: 'drive.mp4',
      with: ['--track', '2'],
      recording: {
        kind: 'video',
        frames: 7,
        size: [192, 96],
        times: [0, 0.1, 0.2],
        choices: { track: tracks },
        warnings: []
      }
    },
    {
      open: 'drive.mp4',
      with: ['--track', '3'],
      refused: /has no video track 3; choose one of 1: 160x80, default; 2: 192x96, Rear camera/
    },
    { open: 'drive.mp4', with: ['--track', 'rear'], refused: /"rear" is not the number of a track; the first one is 1/ }
  ]
} satisfies Case
