import { focalLength, type PathPoint } from './drivenPath.ts'
import type { PathCamera } from './lanes.ts'

/**
 * The place on a flat road that a point of the picture shows: the inverse of `projectToPicture`.
 * @param point in unit picture coordinates
 * @param aspect width / height of the picture
 * @returns metres ahead of the rear axle and to its left; null at the horizon and above it
 */
export function groundAt(
  { x, y }: { x: number; y: number },
  camera: PathCamera,
  aspect: number
): Pick<PathPoint, 'ahead' | 'left'> | null {
  const [pitch, yaw] = [camera.pitch, camera.yaw].map((degrees) => (degrees * Math.PI) / 180) as [number, number]
  const focal = focalLength(camera)
  const up = (0.5 - y) / (aspect * focal)
  const falls = Math.sin(pitch) - up * Math.cos(pitch)
  if (falls <= 0) return null
  const forward = (camera.height * (Math.cos(pitch) + up * Math.sin(pitch))) / falls
  const depth = forward * Math.cos(pitch) + camera.height * Math.sin(pitch)
  const side = ((0.5 - x) / focal) * depth
  return {
    ahead: camera.ahead + forward * Math.cos(yaw) - side * Math.sin(yaw),
    left: forward * Math.sin(yaw) + side * Math.cos(yaw)
  }
}
