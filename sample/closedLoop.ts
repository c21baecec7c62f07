import type { Session } from '../src/main/engine/engine.ts'
import { prepareInput } from '../src/main/model/input/prepareInput.ts'
import type { SteeringModel } from '../src/main/model/model.ts'
import { driveAlong, type DriveOptions } from './drive/driveAlong.ts'
import type { DriveFrame } from './drive/frame.ts'
import { laneWidth, pavedHalfWidth } from './world/road.ts'
import { laneMiddle } from './drive/driver.ts'
import { inputSheet } from './recipe.ts'
import type { Renderer } from './renderer.ts'
import { viewOf } from './viewOf.ts'
import { createWorld, type WorldSpec } from './world/world.ts'

/** How a model drove on its own. */
export interface ClosedLoop {
  frames: DriveFrame[]
  seconds: number
  /** Seconds until the middle of the car left the paved road or crossed into the other lane's far half; null where it never did. */
  leftAfter: number | null
  /** Where it ended, in metres along the road. */
  endsAt: number
  /** Largest distance from the middle of the lane, and its root mean square, in metres. */
  farthest: number
  deviation: number
}

/**
 * Lets a model steer: every frame is rendered from where the car has got to, and the model's answer turns the wheel. Ends when
 * the car has left the road.
 */
export async function driveClosedLoop(
  renderer: Renderer,
  { model, session }: { model: SteeringModel; session: Session },
  spec: WorldSpec,
  options: DriveOptions,
  progress: (seconds: number) => void
): Promise<ClosedLoop> {
  const world = createWorld(spec)
  await renderer.show(spec)
  const input = new Float32Array(inputSheet.width * inputSheet.height * 3)
  const frames: DriveFrame[] = []
  const steer = async (frame: Omit<DriveFrame, 'steering'>): Promise<number> => {
    const rgb = await renderer.take([viewOf(frame)], inputSheet)
    prepareInput(rgb, inputSheet.width * inputSheet.height, model.recipe, input, 0)
    const outputs = await session.run(input, 1)
    return Math.max(-1, Math.min(1, outputs['steering']?.[0] ?? NaN))
  }
  let leftAfter: number | null = null
  for await (const frame of driveAlong(world, options, steer)) {
    frames.push(frame)
    progress(frame.time)
    if (hasLeft(frame.offset)) leftAfter ??= frame.time
    // A moment more, so that a clip shows where it ends up.
    if (leftAfter !== null && frame.time > leftAfter + 1.5) break
  }
  const offsets = frames.map(({ offset }) => Math.abs(offset))
  return {
    frames,
    seconds: frames.length / options.rate,
    leftAfter,
    endsAt: Math.round(frames.at(-1)?.s ?? options.from),
    farthest: offsets.reduce((a, b) => Math.max(a, b), 0),
    deviation: Math.sqrt(offsets.reduce((sum, offset) => sum + offset ** 2, 0) / offsets.length)
  }
}

/** True where the middle of the car is off the asphalt to the right, or beyond the middle of the oncoming lane. */
function hasLeft(offset: number): boolean {
  const fromCentre = offset + laneMiddle
  return fromCentre < -pavedHalfWidth || fromCentre > laneWidth / 2
}
