import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeNumberedVideo, range } from '../../../testing/recordings.ts'
import { FRAMES, lines, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

const HEADER =
  'episode,steps,X,Y,yaw,steer,throttle,action,reward,done,all_wheels_on_track,progress,closest_waypoint,track_len,tstamp,episode_status,pause_duration'
const steer = (i: number): number => 5 * (i % 7) - 15

export default {
  about: "A trace of DeepRacer's simulation beside the video of its evaluation, under a name of its own.",
  async make(folder) {
    mkdirSync(folder, { recursive: true })
    makeNumberedVideo(join(folder, 'video.mp4'), { frames: FRAMES, rate: '20', width: 96, height: 64 })
    const row = (i: number): (string | number)[] => [
      0,
      i + 1,
      0.5,
      2,
      10,
      steer(i),
      1.5,
      3,
      0.8,
      'False',
      'True',
      i,
      1,
      17.67,
      (1_700_000_000 + i / 20).toFixed(3),
      'in_progress',
      0
    ]
    writeText(join(folder, '0-iteration.csv'), `${HEADER}\n${lines((i) => row(i).join(','))}`)
  },
  expect: [
    {
      open: 'video.mp4',
      recording: {
        kind: 'video',
        frames: FRAMES,
        steering: range(0, 3).map(steer),
        warnings: [/^0-iteration\.csv, the only table of steering beside video\.mp4, is read/, /are from another clock/]
      }
    }
  ]
} satisfies Case
