import { colourTableIds, type ColourTableId } from '../../shared/colourTable.ts'

/** What full strength means: the same map value in the whole drive, or the largest value of each frame by itself. */
export type OverlayScale = 'drive' | 'frame'

const key = 'lanegaze.overlay'

/** How maps are drawn. Nothing here changes what is stored or scored. Kept from one visit to the next. */
export class OverlaySettings {
  on = $state(true)
  table = $state<ColourTableId>('heat')
  /** 0..1 */
  opacity = $state(0.75)
  /** Map values below this share of full strength are not drawn, 0..1. */
  threshold = $state(0.1)
  scale = $state<OverlayScale>('drive')
  /** Blurs away the one- and two-pixel grid that transposed convolutions leave. */
  smooth = $state(true)
  lanes = $state(true)

  constructor() {
    this.#restore()
  }

  /** Stores the settings. Reads all of them, so that an effect that calls this runs on every change. */
  keep(): void {
    const { on, table, opacity, threshold, scale, smooth, lanes } = this
    try {
      localStorage.setItem(key, JSON.stringify({ on, table, opacity, threshold, scale, smooth, lanes }))
    } catch {
      // Without storage the settings last as long as the page.
    }
  }

  changeOpacity(by: number): void {
    this.opacity = Math.min(1, Math.max(0, Math.round((this.opacity + by) * 100) / 100))
  }

  nextTable(): void {
    this.table = colourTableIds[(colourTableIds.indexOf(this.table) + 1) % colourTableIds.length]!
  }

  #restore(): void {
    let kept: Record<string, unknown>
    try {
      kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>
    } catch {
      return
    }
    const share = (value: unknown, otherwise: number) =>
      typeof value === 'number' && value >= 0 && value <= 1 ? value : otherwise
    const flag = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise)
    this.on = flag(kept.on, this.on)
    this.table = colourTableIds.find((id) => id === kept.table) ?? this.table
    this.opacity = share(kept.opacity, this.opacity)
    this.threshold = share(kept.threshold, this.threshold)
    this.scale = kept.scale === 'frame' ? 'frame' : 'drive'
    this.smooth = flag(kept.smooth, this.smooth)
    this.lanes = flag(kept.lanes, this.lanes)
  }
}
