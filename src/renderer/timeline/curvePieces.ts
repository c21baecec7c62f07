import { framesIn, xOfFrame, type View } from './geometry.ts'

/** A point of a curve; where several frames share a column of pixels, the lowest and the highest of their values. */
export interface CurvePoint {
  x: number
  low: number
  high: number
}

/**
 * The unbroken pieces of a series (one value a frame, null: unknown) as they are drawn: broken where a value is
 * unknown and where the recording has a gap. No value that stands out is lost, however far out the view is.
 */
export function curvePieces(values: readonly (number | null)[], view: View, width: number): CurvePoint[][] {
  const pieces: CurvePoint[][] = []
  let piece: CurvePoint[] = []
  const cut = (): void => {
    if (piece.length > 0) pieces.push(piece)
    piece = []
  }
  const shown = framesIn(view)
  const end = Math.min(values.length - 1, shown.last + 1)
  const { gaps } = view.times
  let nextGap = gaps.findIndex((frame) => frame >= shown.first - 1)
  for (let frame = Math.max(0, shown.first - 1); frame <= end; frame++) {
    const value = values[frame] ?? null
    if (value === null) cut()
    else {
      const x = xOfFrame(frame, view, width)
      const point = piece.at(-1)
      if (point && Math.floor(point.x) === Math.floor(x)) {
        point.low = Math.min(point.low, value)
        point.high = Math.max(point.high, value)
      } else piece.push({ x, low: value, high: value })
    }
    if (nextGap >= 0 && gaps[nextGap] === frame) {
      cut()
      nextGap++
    }
  }
  cut()
  return pieces
}
