/** A horizontal band of the timeline, in CSS pixels from its top. */
export interface Band {
  top: number
  height: number
}

export interface Layout {
  axis: Band
  events: Band
  steering: Band
  attention: Band
}

const axisHeight = 22
const eventsHeight = 20
const gap = 6
const edge = 2

/** Divides the height among the tracks: axis and events are fixed, the two curves share the rest. */
export function layoutOf(height: number): Layout {
  const curves = Math.max(40, height - axisHeight - eventsHeight - 3 * gap)
  const steering = Math.round(curves * 0.52)
  const eventsTop = axisHeight + 2
  const steeringTop = eventsTop + eventsHeight + gap
  return {
    axis: { top: 0, height: axisHeight },
    events: { top: eventsTop, height: eventsHeight },
    steering: { top: steeringTop, height: steering },
    attention: { top: steeringTop + steering + gap, height: curves - steering }
  }
}

/** Pixels from the top of a value in a band that shows low..high, a line's width away from its edges. */
export function yOf(value: number, low: number, high: number, band: Band): number {
  const share = (value - low) / (high - low || 1)
  return band.top + edge + (band.height - 2 * edge) * (1 - Math.min(1, Math.max(0, share)))
}
