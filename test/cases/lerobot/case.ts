import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { put } from '../../fixtures/foreignFiles.ts'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

const cameras = ['front_left', 'map'].map((camera) => `videos/chunk-000/observation.images.${camera}`)
const videos = cameras.flatMap((camera) => [0, 1].map((episode) => `${camera}/episode_00000${episode}.mp4`))
const info = {
  codebase_version: 'v2.1',
  fps: 20,
  total_episodes: 2,
  data_path: 'data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet',
  video_path: 'videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4',
  features: {
    'observation.images.front_left': { dtype: 'video', shape: [80, 160, 3] },
    'observation.images.map': { dtype: 'video', shape: [80, 160, 3] },
    'action.continuous': { dtype: 'float32', shape: [3], names: ['gas', 'brake', 'steering_angle'] }
  }
}

export default {
  about: 'A LeRobot data set without its list of episodes, whose tables are nothing but their marks.',
  async make(folder) {
    put(join(folder, 'meta', 'info.json'), JSON.stringify(info))
    for (const episode of [0, 1])
      put(join(folder, 'data', 'chunk-000', `episode_00000${episode}.parquet`), `PAR1${'\0'.repeat(100)}PAR1`)
    for (const camera of cameras) mkdirSync(join(folder, camera), { recursive: true })
    for (const video of videos)
      makeNumberedVideo(join(folder, video), { frames: 12, width: 160, height: 80, rate: '20' })
  },
  expect: [
    { open: '', several: ['', ''] },
    {
      open: '',
      with: ['--episode', '1'],
      refused: /^episode_000001\.parquet is not a whole Parquet table: its footer is not one of Parquet; copy it again/
    },
    { open: '', with: ['--episode', '2'], refused: /has no episode 2; the last one is 1\./ },
    {
      open: '',
      with: ['--episode', '1', '--camera', 'rear'],
      refused: /has no camera "rear"; choose one of front_left/
    },
    {
      open: videos[0]!,
      recording: {
        kind: 'video',
        frames: 12,
        size: [160, 80],
        warnings: [
          /^This video is one of the LeRobot data set .*, whose steering and times are read where the data set/
        ]
      }
    },
    { open: 'data/chunk-000/episode_000000.parquet', refused: /is a Parquet table; open the folder of the data set/ }
  ]
} satisfies Case
