/** A horizontal band of the timeline, in CSS pixels from its top. */
export interface Band {
  top: number
  height: number
}

export interface Layout {
  axis: Band
  pictures: Band
  events: Band
  steering: Band
  attention: Band
  /** One a chosen signal. */
  signals: Band[]
}

const axisHeight = 22
const picturesHeight = 34
const eventsHeight = 20
const signalHeight = 34
const gap = 6
const edge = 2

/** By how much a timeline is higher for so many chosen signals, in CSS pixels. */
export function heightOfSignals(count: number): number {
  return count * (signalHeight + gap)
}

/** Divides the height among the tracks: the two curves of the review share what the others leave. */
export function layoutOf(height: number, signals = 0): Layout {
  const others = axisHeight + picturesHeight + eventsHeight + 4 * gap + heightOfSignals(signals)
  const curves = Math.max(40, height - others)
  const steering = Math.round(curves * 0.52)
  const below = (band: Band): number => band.top + band.height + gap
  const axis = { top: 0, height: axisHeight }
  const pictures = { top: axisHeight + 2, height: picturesHeight }
  const events = { top: below(pictures), height: eventsHeight }
  const steeringBand = { top: below(events), height: steering }
  const attention = { top: below(steeringBand), height: curves - steering }
  const bands = Array.from({ length: signals }, (_, i) => ({
    top: below(attention) + i * (signalHeight + gap),
    height: signalHeight
  }))
  return { axis, pictures, events, steering: steeringBand, attention, signals: bands }
}

/** Pixels from the top of a value in a band that shows low..high, a line's width away from its edges. */
export function yOf(value: number, low: number, high: number, band: Band): number {
  const share = (value - low) / (high - low || 1)
  return band.top + edge + (band.height - 2 * edge) * (1 - Math.min(1, Math.max(0, share)))
}
