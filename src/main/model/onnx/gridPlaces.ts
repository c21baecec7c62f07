import type { OperatorCall } from '../lowering/call.ts'

/** One axis of a picture that a grid takes pixels of. */
export interface Axis {
  length: number
  mode: 'nearest' | 'linear' | 'cubic'
  /** What lies outside of the picture. */
  outside: 'zeros' | 'border' | 'reflection'
  /** Whether -1 and 1 are the centres of the first and the last pixel; else their outer edges. */
  centres: boolean
}

const modes: Readonly<Record<string, Axis['mode']>> = {
  nearest: 'nearest',
  linear: 'linear',
  cubic: 'cubic',
  // Version 16.
  bilinear: 'linear',
  bicubic: 'cubic'
}
const paddings = ['zeros', 'border', 'reflection'] as const

export function axisOf(call: OperatorCall, length: number): Axis {
  const [stated, around] = [call.text('mode', 'linear'), call.text('padding_mode', 'zeros')]
  const mode = modes[stated] ?? call.refuse(`takes pixels by '${stated}'`, 'use nearest, linear or cubic')
  const outside =
    paddings.find((one) => one === around) ?? call.refuse(`pads by '${around}'`, 'use zeros, border or reflection')
  return { length, mode, outside, centres: call.int('align_corners', 0) === 1 }
}

/** Where the number of a grid lies on an axis, in pixels: 0 is the centre of the first. */
export const placeOf = (stated: number, { length, centres }: Axis): number =>
  centres ? ((stated + 1) / 2) * (length - 1) : ((stated + 1) * length - 1) / 2

/** How much each pixel of an axis counts for a place. */
export function sharesAt(exact: number, axis: Axis): Float32Array {
  const { length, mode } = axis
  const place = broughtInside(mode === 'nearest' ? roundedToEven(Math.fround(exact)) : Math.fround(exact), axis)
  const shares = new Float32Array(length)
  const add = (pixel: number, share: number): void => {
    const found = pixelAt(pixel, axis)
    if (found >= 0 && found < length) shares[found]! += share
  }
  if (mode === 'nearest') add(Math.trunc(place), 1)
  else {
    const first = Math.floor(place)
    const reach = mode === 'cubic' ? 2 : 1
    for (let pixel = first + 1 - reach; pixel <= first + reach; pixel++) {
      const distance = Math.abs(place - pixel)
      add(pixel, mode === 'cubic' ? cubic(distance) : 1 - distance)
    }
  }
  return shares
}

/** The ends of an axis: centres or outer edges of its first and last pixel. */
const endsOf = ({ length, centres }: Axis): readonly [number, number] =>
  centres ? [0, length - 1] : [-0.5, length - 0.5]

/** A place outside of the picture as its padding has it; for 'cubic' with 'border' each pixel is, as in PyTorch. */
function broughtInside(place: number, axis: Axis): number {
  const [least, most] = endsOf(axis)
  if (place >= least && place <= most) return place
  if (axis.outside === 'reflection') return reflected(place, least, most)
  return axis.outside === 'border' && axis.mode !== 'cubic' ? clamped(place, axis.length) : place
}

/** Which pixel stands for one that may lie outside. */
function pixelAt(pixel: number, axis: Axis): number {
  if (axis.outside === 'border') return clamped(pixel, axis.length)
  return axis.outside === 'reflection' ? Math.trunc(reflected(pixel, ...endsOf(axis))) : pixel
}

const clamped = (place: number, length: number): number => Math.min(Math.max(place, 0), length - 1)

const roundedToEven = (v: number): number => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v))

/** A place outside of [least, most] mirrored at these until it lies within. */
function reflected(place: number, least: number, most: number): number {
  const range = most - least
  if (range === 0) return least
  const beyond = place < least ? least - place : place - most
  if (beyond <= 0) return place
  const turns = Math.floor(beyond / range)
  const rest = beyond - turns * range
  return place < least === (turns % 2 === 0) ? least + rest : most - rest
}

/** Keys 1981 with the slope -0.75. */
const cubic = (x: number): number =>
  x <= 1 ? (1.25 * x - 2.25) * x * x + 1 : x < 2 ? ((-0.75 * x + 3.75) * x - 6) * x + 3 : 0

/**
 * The shares of each row of places (of each column where `across`), where those of a row are all alike; null where they
 * are not.
 */
export function sharesOfLines(
  shares: readonly Float32Array[],
  rows: number,
  columns: number,
  across: boolean
): Float32Array[] | null {
  const first = (at: number): Float32Array => shares[across ? at % columns : Math.floor(at / columns) * columns]!
  const areAlike = shares.every((each, at) => each.every((share, i) => share === first(at)[i]))
  if (!areAlike) return null
  return Array.from({ length: across ? columns : rows }, (_, i) => shares[across ? i : i * columns]!)
}
