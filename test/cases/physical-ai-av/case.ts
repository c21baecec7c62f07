import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { curvatureAt, makeClip } from '../../fixtures/physicalAiClips.ts'
import type { Case } from '../case.ts'

const [left, right, none] = [
  '25cd4769-5dcf-4b53-a351-bf2c5deb6124',
  '0a1b2c3d-5dcf-4b53-a351-000000000001',
  'f0000000-5dcf-4b53-a351-000000000002'
]
const camera = 'camera_front_wide_120fov'
const choices = {
  camera: [camera, 'camera_rear_tele_30fov'],
  steering: ['curvature', 'speed', 'yaw', 'qx', 'qy', 'qz', 'qw', 'vx', 'vy']
}
/** Frames begin 0.05 s into the clip. */
const steering = [0, 1, 2, 3].map((frame) => curvatureAt(0.05 + frame / 30))
const front = (clip: string): string => `camera/${camera}/${clip}.${camera}.mp4`

export default {
  about: "Clips of NVIDIA's PhysicalAI-AV: the sign of the curvature is found by the yaw, whichever it is.",
  async make(folder) {
    makeClip(folder, left, 1)
    makeClip(folder, right, -1, 'labels/egomotion/')
    makeClip(folder, none, 1)
    rmSync(join(folder, 'labels', 'egomotion', `${none}.egomotion.parquet`))
  },
  expect: [
    {
      open: front(left),
      recording: {
        kind: 'physical-ai-av',
        frames: 12,
        size: [160, 80],
        times: [0, 1 / 30, 2 / 30],
        steering,
        choices,
        warnings: [/by the yaw of its pose \(correlation 1\.00\) positive is left\./]
      }
    },
    {
      open: front(right),
      with: ['--camera', 'camera_rear_tele_30fov'],
      recording: {
        kind: 'physical-ai-av',
        frames: 12,
        steering,
        choices,
        warnings: [/by the yaw of its pose \(correlation -1\.00\) positive is right\./]
      }
    },
    {
      open: front(none),
      recording: {
        kind: 'physical-ai-av',
        frames: 12,
        times: [0, 1 / 30],
        warnings: [/egomotion\.parquet is neither beside/]
      }
    }
  ]
} satisfies Case
