import type { Camera, View } from '../world/world.ts'

/** Between pixels of a picture and directions in the axes of the car: x ahead, y left, z up. */
export interface Lens {
  width: number
  height: number
  /** Fills in the direction through the middle of a pixel. */
  direction(column: number, row: number, into: Float64Array): void
  /** Pixel coordinates of a point of the car's axes, above the camera by z; false where it is behind. */
  project(x: number, y: number, z: number, into: Float64Array): boolean
  /** Radians that a pixel is wide in the middle of the picture. */
  pixel: number
}

/** Nearer than this ahead is behind the lens. */
const NEAR = 0.02

export function createLens(camera: Camera, { pitch, roll }: View, width: number, height: number): Lens {
  const { across, up, barrel, horizon, sideways } = camera
  const down = pitch + Math.atan((0.5 - horizon) * 2 * up)
  const [cosP, sinP] = [Math.cos(down), Math.sin(down)]
  const [cosR, sinR] = [Math.cos(roll), Math.sin(roll)]
  const spread = barrel / (across * across + up * up)
  return {
    width,
    height,
    pixel: (2 * across) / width,
    direction(column, row, into) {
      const h = ((column + 0.5) / width - 0.5) * 2 * across + sideways
      const v = (0.5 - (row + 0.5) / height) * 2 * up
      const grow = 1 + spread * (h * h + v * v)
      const rv = (sinR * h + cosR * v) * grow
      into[0] = cosP + sinP * rv
      into[1] = -(cosR * h - sinR * v) * grow
      into[2] = cosP * rv - sinP
    },
    project(x, y, z, into) {
      const ahead = cosP * x - sinP * z
      if (ahead < NEAR) return false
      const [rh, rv] = [-y / ahead, (sinP * x + cosP * z) / ahead]
      const [uh, uv] = [cosR * rh + sinR * rv, -sinR * rh + cosR * rv]
      const far = Math.hypot(uh, uv)
      // Undoes the distortion: r (1 + k r^2) = far.
      let r = far
      for (let i = 0; i < 4; i++) r -= (r * (1 + spread * r * r) - far) / (1 + 3 * spread * r * r)
      const shrink = far > 0 ? r / far : 1
      into[0] = ((uh * shrink - sideways) / (2 * across) + 0.5) * width
      into[1] = (0.5 - (uv * shrink) / (2 * up)) * height
      return true
    }
  }
}
