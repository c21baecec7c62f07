/** Where the camera is and how it looks. World metres; angles in radians: yaw left-, pitch up-, roll right-side-down-positive. */
export interface CameraPose {
  x: number
  y: number
  z: number
  yaw: number
  pitch: number
  roll: number
}

type Vector = readonly [x: number, y: number, z: number]

/** Unit vectors of a camera in the world. */
export interface CameraAxes {
  forward: Vector
  right: Vector
  up: Vector
}

/** Aspect ratio of every picture, and focal length in picture widths: 65 degrees from side to side, without distortion. */
export const aspect = 16 / 9
export const focalLength = 0.785

export function cameraAxes(pose: CameraPose): CameraAxes {
  const [cy, sy, cp, sp] = [Math.cos(pose.yaw), Math.sin(pose.yaw), Math.cos(pose.pitch), Math.sin(pose.pitch)]
  const [cr, sr] = [Math.cos(pose.roll), Math.sin(pose.roll)]
  const level: Vector = [sy, -cy, 0]
  const upright: Vector = [-cy * sp, -sy * sp, cp]
  return {
    forward: [cy * cp, sy * cp, sp],
    right: combine(cr, level, -sr, upright),
    up: combine(sr, level, cr, upright)
  }
}

/**
 * Where a point of the world is in the picture: unit picture coordinates (0..1, y down; beyond them outside of the
 * picture) and its depth in metres. Null for a point less than 0.1 m in front of the camera.
 */
export function project(pose: CameraPose, point: Vector): { x: number; y: number; depth: number } | null {
  const { forward, right, up } = cameraAxes(pose)
  const offset: Vector = [point[0] - pose.x, point[1] - pose.y, point[2] - pose.z]
  const depth = dot(offset, forward)
  if (depth < 0.1) return null
  return {
    x: 0.5 + (focalLength * dot(offset, right)) / depth,
    y: 0.5 - (aspect * focalLength * dot(offset, up)) / depth,
    depth
  }
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function combine(p: number, a: Vector, q: number, b: Vector): Vector {
  return [p * a[0] + q * b[0], p * a[1] + q * b[1], p * a[2] + q * b[2]]
}
