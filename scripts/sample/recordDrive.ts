import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { driveAlong, type DriveOptions, type Steer } from './drive/driveAlong.ts'
import type { DriveFrame } from './drive/frame.ts'
import { openEncoder } from './encoder.ts'
import type { Renderer } from './renderer.ts'
import type { Sheet } from './scene/view.ts'
import { signalsCsv, truthFiles } from './truth/files.ts'
import { captionOf, viewOf } from './viewOf.ts'
import { createWorld, type WorldSpec } from './world/world.ts'

/** A drive to record. */
export interface DrivePlan {
  world: WorldSpec
  drive: DriveOptions
  picture: { width: number; height: number; quality: number }
}

/**
 * Records a drive into a folder: `drive.mp4`, its signals `drive.csv`, the exact lanes `lanes.json` and all truth
 * `truth.json`. Returns the number of frames.
 */
export async function recordDrive(
  renderer: Renderer,
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
  await renderer.show(plan.world)
  for (const [i, frame] of frames.entries()) {
    await encoder.write(await renderer.take([viewOf(frame, captionOf(frame))], sheet))
    progress(i + 1)
  }
  await encoder.finish()
  const { lanes, truth } = truthFiles(world, plan, frames)
  await writeFile(join(folder, 'drive.csv'), signalsCsv(frames))
  await writeFile(join(folder, 'lanes.json'), JSON.stringify(lanes))
  await writeFile(join(folder, 'truth.json'), JSON.stringify(truth))
  return frames.length
}
