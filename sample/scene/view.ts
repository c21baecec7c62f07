import type { CameraPose } from '../drive/camera.ts'
import type { OtherCar } from '../drive/traffic.ts'

/** One picture to take. */
export interface View {
  pose: CameraPose
  /** The pose when the shutter opened: the difference is motion blur. */
  before: CameraPose
  /** Place along the road, metres: what is near it is loaded. */
  s: number
  cars: OtherCar[]
  gain: number
  /** Seconds since the start of the drive: rain and sensor noise change with it. */
  time: number
  /** Burnt into the lower edge as dashcams do; empty for none. */
  caption: string
}

/** What of the camera's picture is wanted, and in how many pixels. */
export interface Sheet {
  width: number
  height: number
  /** Part of the picture in unit picture coordinates; the whole is [0, 0, 1, 1]. */
  window: [left: number, top: number, right: number, bottom: number]
  /** Rendered this many times finer on both axes, then averaged. */
  fine: number
}
