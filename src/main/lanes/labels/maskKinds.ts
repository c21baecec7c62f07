import { InputError } from '../../../shared/errors.ts'
import { egoLane } from './egoLane.ts'
import type { LabelledLane } from './frameLabel.ts'
import { maskLane } from './maskLane.ts'
import { maskLines } from './maskLines.ts'
import type { Mask } from './maskParts.ts'
import type { PngPixels } from './pngPixels.ts'

/** How a mask says where the lane is. */
export type MaskKind = 'comma10k' | 'bdd100k-drivable' | 'bdd100k-lane' | 'mask'

/** A road whose lanes are not marked: less than a lane, and still where the car may drive. */
const UNMARKED = 0.6

/** Colours of comma10k, by what they mean. */
const COMMA10K = {
  road: 0x402020,
  markings: 0xff0000,
  undrivable: 0x808060,
  movable: 0x00ff66,
  car: 0xcc00ff,
  movableInCar: 0x00ccff
} as const

/** Tells the kind from the pixels of one mask; 'mask' (lane or not) where it is none of the known ones. */
export function maskKind(pixels: PngPixels): MaskKind {
  const values = valuesOf(pixels)
  if (isColoured(pixels)) {
    const known = new Set<number>(Object.values(COMMA10K))
    return values.has(COMMA10K.road) && [...values].every((value) => known.has(value)) ? 'comma10k' : 'mask'
  }
  const list = [...values]
  // Drivable areas: 0 direct, 1 alternative, 2 neither.
  if (values.has(2) && list.every((value) => value <= 2)) return 'bdd100k-drivable'
  // Lane marks: bit 3 says 'none', and 255 has all bits.
  if (values.has(255) && list.some((value) => value > 0 && value < 255) && list.every(isLaneByte)) return 'bdd100k-lane'
  return 'mask'
}

const isLaneByte = (value: number): boolean => value === 255 || ((value & 8) === 0 && value < 64)

/**
 * The ego lane that a mask shows.
 * @param lane the value that means 'lane' in a plain mask of several values
 * @param name of the file, for sentences
 * @throws InputError where a plain mask holds several values and none was said to be the lane
 */
export function laneOfMask(
  pixels: PngPixels,
  kind: MaskKind,
  lane: number | undefined,
  name: string
): LabelledLane | null {
  switch (kind) {
    case 'comma10k': {
      const markings = picked(pixels, (value) => value === COMMA10K.markings)
      const between = egoLane(maskLines(markings))
      if (between) return between
      const road = maskLane(picked(pixels, (value) => value === COMMA10K.road || value === COMMA10K.markings))
      return road && { ...road, confidence: UNMARKED * road.confidence }
    }
    case 'bdd100k-drivable':
      return maskLane(picked(pixels, (value) => value === 0))
    case 'bdd100k-lane':
      // Bit 3 says 'none', bit 5 tells lines across the road (stop lines), and category 0 is a crosswalk.
      return egoLane(maskLines(picked(pixels, (value) => (value & 8) === 0 && (value & 32) === 0 && (value & 7) !== 0)))
    case 'mask': {
      const values = [...valuesOf(pixels)].sort((a, b) => a - b)
      if (lane !== undefined) return maskLane(picked(pixels, (value) => value === lane))
      const others = values.filter((value) => value !== 0)
      if (others.length > 1)
        throw new InputError(`${name} holds several values (${listed(pixels, values)}); say which of them is the lane.`)
      return maskLane(picked(pixels, (value) => value !== 0))
    }
  }
}

function listed(pixels: PngPixels, values: readonly number[]): string {
  const shown = values
    .slice(0, 8)
    .map((value) => (isColoured(pixels) ? `#${value.toString(16).padStart(6, '0')}` : value))
  return shown.join(', ') + (values.length > 8 ? ', …' : '')
}

/** Colours count as colours, palette indices and grey values as numbers. */
function isColoured({ channels }: PngPixels): boolean {
  return channels >= 3
}

/** The value of a pixel: a number, or 0xRRGGBB. What is wholly transparent is 0. */
function valueAt({ channels, data }: PngPixels, pixel: number): number {
  const at = pixel * channels
  if (channels === 1) return data[at]!
  if (channels === 2) return data[at + 1] === 0 ? 0 : data[at]!
  if (channels === 4 && data[at + 3] === 0) return 0
  return (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!
}

function valuesOf(pixels: PngPixels): Set<number> {
  const values = new Set<number>()
  for (let i = 0; i < pixels.width * pixels.height; i++) values.add(valueAt(pixels, i))
  return values
}

function picked(pixels: PngPixels, wanted: (value: number) => boolean): Mask {
  const { width, height } = pixels
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++) data[i] = Number(wanted(valueAt(pixels, i)))
  return { width, height, data }
}
