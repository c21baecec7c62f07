import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import { openpilotLog } from '../../fixtures/openpilotLogs.ts'
import type { Case } from '../case.ts'

const FRAMES = 30
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'mpegts']

export default {
  about: 'A route of openpilot: a segment with its full log, and one whose log was cut short.',
  async make(folder) {
    const log = openpilotLog({ frames: FRAMES, steering: (seconds) => 20 * Math.cos(seconds), others: 4096 })
    const packed = zstdCompressSync(log)
    for (const segment of ['0', '1']) {
      mkdirSync(join(folder, segment))
      makeNumberedVideo(join(folder, segment, 'qcamera.ts'), {
        ...{ frames: FRAMES, width: 526, height: 330, rate: '20', coding: h264 }
      })
      writeFileSync(
        join(folder, segment, 'rlog.zst'),
        segment === '0' ? packed : packed.subarray(0, packed.length - 30)
      )
    }
  },
  expect: [
    { open: '', several: ['0', '1'] },
    {
      open: '0',
      recording: {
        kind: 'openpilot',
        frames: FRAMES,
        size: [526, 330],
        times: [0, 0.05, 0.1],
        // Positive is left, as here; between two messages 10 ms apart a cosine is all but straight.
        steering: [20, 20 * Math.cos(0.05), 20 * Math.cos(0.1)],
        choices: { camera: ['qcamera.ts'] },
        warnings: []
      }
    },
    {
      open: '1',
      recording: {
        kind: 'openpilot',
        frames: FRAMES,
        steering: [20, 20 * Math.cos(0.05), 20 * Math.cos(0.1)],
        warnings: [
          /^rlog\.zst is cut short or damaged; what can be read of it is used/,
          /^rlog\.zst does not have \d+ of the 30 frames of qcamera\.ts; these are taken to come 20 a second\.$/
        ]
      }
    }
  ]
} satisfies Case
