import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { driveAlong, type Steer } from './drive/driveAlong.ts'
import type { DrivePlan } from './drive/drivePlan.ts'
import type { DriveFrame } from './drive/frame.ts'
import { openEncoder } from './encoder.ts'
import type { Shoot, Studio } from './studio.ts'
import type { Sheet } from './scene/view.ts'
import { signalsCsv, truthFiles } from './truth/files.ts'
import { captionOf, viewOf } from './viewOf.ts'
import { createWorld } from './world/world.ts'

const atOnce = 10

/**
 * Records a drive into a folder: `drive.mp4`, its signals `drive.csv`, the exact lanes `lanes.json` and all truth
 * `truth.json`. Returns the number of frames.
 */
export async function recordDrive(
  studio: Studio,
  plan: DrivePlan,
  folder: string,
  progress: (done: number) => void,
  steer?: Steer
): Promise<number> {
  await mkdir(folder, { recursive: true })
  const world = createWorld(plan.world)
  const frames: DriveFrame[] = []
  for await (const frame of driveAlong(world, plan.drive, steer)) frames.push(frame)
  const { width, height } = plan.picture
  const sheet: Sheet = { width, height, window: [0, 0, 1, 1], fine: 1 }
  const encoder = openEncoder(join(folder, 'drive.mp4'), { ...plan.picture, rate: plan.drive.rate })
  const shoots: Shoot[] = []
  for (let from = 0; from < frames.length; from += atOnce) {
    const views = frames.slice(from, from + atOnce).map((frame) => viewOf(frame, captionOf(frame)))
    shoots.push({ world: plan.world, views })
  }
  let done = 0
  for await (const pictures of studio.shoot(shoots, sheet)) {
    await encoder.write(pictures)
    progress(Math.min(frames.length, (done += atOnce)))
  }
  await encoder.finish()
  const { lanes, truth } = truthFiles(world, plan, frames)
  await writeFile(join(folder, 'drive.csv'), signalsCsv(frames))
  await writeFile(join(folder, 'lanes.json'), JSON.stringify(lanes))
  await writeFile(join(folder, 'truth.json'), JSON.stringify(truth))
  return frames.length
}
