import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { marked, put } from '../../fixtures/foreignFiles.ts'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

const cameras = ['front_left', 'map'].map((camera) => `videos/chunk-000/observation.images.${camera}`)
const videos = cameras.flatMap((camera) => [0, 1].map((episode) => `${camera}/episode_00000${episode}.mp4`))
const info = {
  codebase_version: 'v2.1',
  fps: 20,
  features: { 'action.continuous': { dtype: 'float32', shape: [3], names: ['gas', 'brake', 'steering_angle'] } }
}

export default {
  about: 'A LeRobot data set: its videos opened as loose ones, without a word of the steering that is not read.',
  async make(folder) {
    put(join(folder, 'meta', 'info.json'), JSON.stringify(info))
    put(join(folder, 'data', 'chunk-000', 'episode_000000.parquet'), marked('PAR1'))
    for (const camera of cameras) mkdirSync(join(folder, camera), { recursive: true })
    for (const video of videos)
      makeNumberedVideo(join(folder, video), { frames: 12, width: 160, height: 80, rate: '20' })
  },
  expect: [
    { open: '', several: videos },
    {
      open: videos[0]!,
      recording: {
        kind: 'video',
        frames: 12,
        size: [160, 80],
        warnings: [/^The LeRobot data set .* keeps steering and times in Parquet tables, which are not read/]
      }
    },
    { open: 'data/chunk-000/episode_000000.parquet', refused: /is a Parquet table/ }
  ]
} satisfies Case
