import type { Pair } from '../../graph/graph.ts'
import { type PictureSize, usualSizes } from '../../lowering/openSize.ts'

/** A kernel of so many rows and columns, and how it goes over a picture. */
export interface KernelWindow {
  size: Pair
  stride: number
  padding: number
}

/** Pictures that steering networks of PyTorch take besides: those of Udacity's simulator without sky and bonnet, and halves. */
const morePilots: readonly PictureSize[] = [
  { height: 70, width: 320 },
  { height: 80, width: 160 },
  { height: 60, width: 160 }
]

/** Whether convolutions one behind the other leave so many pixels of a picture. */
export function fits(windows: readonly KernelWindow[], cells: number, { height, width }: PictureSize): boolean {
  return left(windows, height, 0) * left(windows, width, 1) === cells
}

/**
 * Sizes of the picture that fit: usual ones first, then a round one for each way to lay out these pixels, that which is
 * nearest to a usual one first.
 */
export function inputSizes(windows: readonly KernelWindow[], cells: number): PictureSize[] {
  const layouts = Array.from({ length: Math.floor(Math.sqrt(cells)) }, (_, i) => i + 1).filter((n) => cells % n === 0)
  const others = layouts
    .map((rows) => ({ height: roundSize(windows, rows, 0), width: roundSize(windows, cells / rows, 1) }))
    .toSorted((a, b) => unlikeness(a) - unlikeness(b))
  return [...usualSizes, ...morePilots, ...others].filter((size) => fits(windows, cells, size))
}

/** How far a size is from the usual one that is nearest to it. */
function unlikeness({ height, width }: PictureSize): number {
  const apart = (a: number, b: number): number => Math.abs(Math.log(a / b))
  return Math.min(...usualSizes.map((usual) => apart(height, usual.height) + apart(width, usual.width)))
}

/** How many pixels are left along an axis; none where a kernel is larger than what comes to it. */
function left(windows: readonly KernelWindow[], length: number, axis: 0 | 1): number {
  return windows.reduce((size, { size: kernel, stride, padding }) => {
    const room = size + 2 * padding - kernel[axis]
    return size > 0 && room >= 0 ? Math.floor(room / stride) + 1 : 0
  }, length)
}

/** Of the lengths that leave so many pixels along an axis a multiple of ten, or else the least. */
function roundSize(windows: readonly KernelWindow[], pixels: number, axis: 0 | 1): number {
  const least = windows.reduceRight(
    (size, { size: kernel, stride, padding }) => Math.max(1, (size - 1) * stride + kernel[axis] - 2 * padding),
    pixels
  )
  const round = Math.ceil(least / 10) * 10
  return left(windows, round, axis) === pixels ? round : least
}
