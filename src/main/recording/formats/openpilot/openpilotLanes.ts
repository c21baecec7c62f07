import type { LaneSide, LaneSides } from '../../../../shared/lanes.ts'
import type { ModelLane, ModelLine, OpenpilotLog } from './openpilotLog.ts'

/** A road camera: its picture and focal length in pixels (common/transformations/camera.py of openpilot). */
interface RoadCamera {
  width: number
  height: number
  focal: number
}

const EON: RoadCamera = { width: 1164, height: 874, focal: 910 }
const TICI: RoadCamera = { width: 1928, height: 1208, focal: 2648 }
const OS04C10: RoadCamera = { width: 1344, height: 760, focal: 1141.5 }

/** InitData.DeviceType and FrameData.ImageSensor. */
const NEO = 1
const TICI_AND_LATER: readonly number[] = [4, 6, 7]
const [AR0231, OX03C10, OS] = [1, 2, 3]

/** Nearer than this, metres ahead, no camera sees the road; farther off the model's lines are a guess of a few pixels. */
const NEAREST = 1
const FARTHEST = 80

/**
 * The road camera that a log is of, by the size of its full picture, else by its sensor or its device; null where none of
 * them tells.
 */
export function roadCamera(
  { device, sensor }: Pick<OpenpilotLog, 'device' | 'sensor'>,
  picture: { width: number; height: number } | null
): RoadCamera | null {
  const full = [EON, TICI, OS04C10].find(({ width, height }) => picture?.width === width && picture.height === height)
  if (full) return full
  if (sensor === OS) return OS04C10
  if (sensor === AR0231 || sensor === OX03C10 || (sensor === 0 && TICI_AND_LATER.includes(device))) return TICI
  return device === NEO ? EON : null
}

/**
 * The sides of the own lane in the picture, as openpilot's own screen draws them: from the calibrated frame (ahead, right,
 * down) by the device's roll, pitch and yaw to the camera's, and through its lens. Smaller pictures show all of the full
 * one, so unit coordinates are the same.
 */
export function sidesInPicture({ left, right, euler }: ModelLane, camera: RoadCamera): LaneSides {
  const turn = rotation(euler)
  const side = (line: ModelLine): LaneSide => ({
    points: line.x.flatMap((x, i) => {
      const at = [x, line.y[i] ?? NaN, line.z[i] ?? NaN]
      const [ahead, aside, down] = turn.map((row) => row[0] * at[0]! + row[1] * at[1]! + row[2] * at[2]!)
      if (!(x >= NEAREST && x <= FARTHEST && ahead! > 0)) return []
      const [u, v] = [aside! / ahead!, down! / ahead!]
      return Number.isFinite(u) && Number.isFinite(v)
        ? [[0.5 + (camera.focal * u) / camera.width, 0.5 + (camera.focal * v) / camera.height] as const]
        : []
    }),
    confidence: Math.max(0, Math.min(1, line.probability))
  })
  return { left: side(left), right: side(right) }
}

type Row = readonly [number, number, number]

/** Of roll, then pitch, then yaw about the axes ahead, right and down. */
function rotation([roll, pitch, yaw]: ModelLane['euler']): readonly Row[] {
  const [cr, sr, cp, sp] = [Math.cos(roll), Math.sin(roll), Math.cos(pitch), Math.sin(pitch)]
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)]
  return [
    [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
    [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
    [-sp, cp * sr, cp * cr]
  ]
}
