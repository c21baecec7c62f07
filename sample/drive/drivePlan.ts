import type { WorldSpec } from '../world/world.ts'
import type { DriveOptions } from './driveAlong.ts'

/** A drive to record. */
export interface DrivePlan {
  world: WorldSpec
  drive: DriveOptions
  picture: { width: number; height: number; quality: number }
}
