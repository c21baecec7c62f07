import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Pipes into which nobody writes: in place of a video, and of the table beside one.',
  async make(folder) {
    makeNumberedVideo(join(folder, 'drive.mp4'), { frames: 12, rate: '20' })
    for (const name of ['pipe.mp4', 'drive.csv']) spawnSync('mkfifo', [join(folder, name)])
  },
  expect: [
    { open: 'pipe.mp4', refused: /pipe\.mp4 is a pipe or a device and no file; save what it gives as a file/ },
    { open: 'drive.mp4', recording: { kind: 'video', frames: 12, warnings: [], analyse: false } },
    { open: '', recording: { kind: 'video', frames: 12, warnings: [], analyse: false } }
  ]
} satisfies Case
