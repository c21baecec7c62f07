import { InputError } from '../../../shared/errors.ts'
import type { LaneLine, Size } from './frameLabel.ts'

/** A line in pixels of the labelled picture. */
export type PixelLine = readonly (readonly [x: number, y: number])[]

/** Lines may be continued beyond the sides of the picture by this part of its width. */
const BEYOND = 1

/**
 * The size of the pictures that labels in pixels belong to, which their files do not state: that of the drive where
 * all rows lie within it, else the one the data set has.
 * @throws InputError where the labels fit neither
 */
export function labelSize(lines: readonly PixelLine[], drive: Size, dataSet: Size, format: string): Size {
  let [bottom, side] = [0, 0]
  for (const line of lines)
    for (const [x, y] of line) {
      bottom = Math.max(bottom, y)
      side = Math.max(side, x)
    }
  const fits = ({ width, height }: Size): boolean => bottom <= height && side <= (1 + BEYOND) * width
  const size = [drive, dataSet].find(fits)
  if (size) return size
  throw new InputError(
    `These ${format} labels reach down to row ${Math.round(bottom)}, beyond the drive's ${drive.width}x${drive.height} pictures; they belong to other pictures.`
  )
}

/** Pixels to unit picture coordinates; TuSimple counts from the middle of a pixel, and half a pixel is below its precision. */
export function unitLine(line: PixelLine, { width, height }: Size): LaneLine {
  return line.map(([x, y]) => [x / width, y / height] as const)
}
