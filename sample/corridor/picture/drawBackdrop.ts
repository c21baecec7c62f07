import { field } from '../world/texture.ts'
import type { Backdrop } from '../world/backdrop.ts'
import type { Canvas } from './canvas.ts'
import type { Lens } from './lens.ts'

/** Draws what lies beyond the ground. @param heading of the camera in the world, so that it stays where it is */
export function drawBackdrop(
  { width, height, rgb, ahead }: Canvas,
  backdrop: Backdrop,
  lens: Lens,
  heading: number
): void {
  const ray = new Float64Array(3)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column
      if (ahead[pixel] !== Infinity) continue
      lens.direction(column, row, ray)
      const azimuth = Math.atan2(ray[1]!, ray[0]!) + heading
      const elevation = Math.atan2(ray[2]!, Math.sqrt(ray[0]! ** 2 + ray[1]! ** 2))
      paint(backdrop, azimuth, elevation, rgb, pixel * 3)
    }
}

function paint(
  { top, bottom, clouds, ranges, blocks, lamps }: Backdrop,
  azimuth: number,
  elevation: number,
  rgb: Float32Array,
  at: number
): void {
  const up = Math.min(1, Math.max(0, elevation / 0.6))
  for (let c = 0; c < 3; c++) rgb[at + c] = bottom[c]! + (top[c]! - bottom[c]!) * up
  if (clouds.amount > 0) {
    const { size } = clouds
    const cloud =
      0.6 * field(azimuth / size, (elevation * 2.5) / size) + 0.4 * field((azimuth * 3) / size, (elevation * 7) / size)
    mix(rgb, at, clouds.colour, clouds.amount * Math.min(1, Math.max(0, cloud * 2 + 0.3)))
  }
  for (const { colour, height, rough, size, phase, texture } of ranges) {
    const edge =
      height *
      (0.6 + rough * (0.4 * field(azimuth / size + phase, 0.5) + 0.25 * field((azimuth * 5) / size + phase, 9.5)))
    if (elevation > edge) continue
    const tone =
      1 + texture * (field(azimuth * 25 + phase, elevation * 40) + 0.5 * field(azimuth * 90 + phase, elevation * 120))
    for (let c = 0; c < 3; c++) rgb[at + c] = colour[c]! * tone
  }
  for (const { from, to, low, high, colour } of blocks)
    if (azimuth > from && azimuth < to && elevation > low && elevation < high) {
      const tone = 1 + 0.25 * field(azimuth * 60, elevation * 60)
      for (let c = 0; c < 3; c++) rgb[at + c] = colour[c]! * tone
    }
  for (const lamp of lamps)
    if (Math.abs(azimuth - lamp.azimuth) < lamp.width && Math.abs(elevation - lamp.height) < lamp.tall)
      rgb[at] = rgb[at + 1] = rgb[at + 2] = 1.15
}

function mix(rgb: Float32Array, at: number, colour: readonly number[], share: number): void {
  for (let c = 0; c < 3; c++) rgb[at + c]! += (colour[c]! - rgb[at + c]!) * share
}
