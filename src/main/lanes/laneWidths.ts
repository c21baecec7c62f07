import { STEP } from './lateralPaint.ts'

/** Widths of lanes before anything is known of the drive: log-normal, in camera heights. */
const TYPICAL = { median: 2.7, spread: 0.45 }
const NARROWEST = 0.2
/** Frames that must have shown a lane before its width is believed. */
const FEW_FRAMES = 5
/** What of the belief stays open for other widths than those seen. */
const OPEN = 0.05

/**
 * How probable each width of a lane is before the drive is looked at; by width in lateral places. Too narrow ones are 0.
 *
 * @param cameraHeights what a lateral distance of 1 (a picture width at the bottom) is in camera heights
 */
export function typicalWidths(places: number, cameraHeights: number): Float32Array {
  return Float32Array.from({ length: places }, (_, place) => {
    const width = place * STEP
    if (width < NARROWEST) return 0
    const off = Math.log((width * cameraHeights) / TYPICAL.median) / TYPICAL.spread
    return Math.exp(-0.5 * off * off)
  })
}

/** What the drive showed (frames by width), widened a little; where it showed nothing the typical widths stay. */
export function learntWidths(seen: Float32Array, typical: Float32Array): Float32Array {
  const frames = seen.reduce((sum, value) => sum + value, 0)
  const whole = typical.reduce((sum, value) => sum + value, 0)
  return typical.map((value, i) => {
    if (value === 0) return 0
    let near = 0
    for (let off = -2; off <= 2; off++) near += ((seen[i + off] ?? 0) * (3 - Math.abs(off))) / 9
    return near / (frames + FEW_FRAMES) + (OPEN + FEW_FRAMES / (frames + FEW_FRAMES)) * (value / whole)
  })
}
