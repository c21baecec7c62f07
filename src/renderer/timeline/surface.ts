import type { View } from './geometry.ts'
import type { Palette } from './palette.ts'

/** What the timeline is drawn on. */
export interface Surface {
  context: CanvasRenderingContext2D
  /** CSS pixels. */
  width: number
  height: number
  view: View
  palette: Palette
}
