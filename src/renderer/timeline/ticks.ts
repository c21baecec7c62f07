import type { FrameTimes } from '../review/frameTimes.ts'
import type { View } from './geometry.ts'

export interface Tick {
  frame: number
  seconds: number
}

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]

/** Round times for the axis, at most one per `spacing` pixels, each with the frame that shows then. */
export function ticks(view: View, times: FrameTimes, width: number, spacing = 90): Tick[] {
  const last = Math.max(0, times.count - 1)
  const from = times.at(Math.min(last, Math.max(0, Math.floor(view.first))))
  const to = times.at(Math.min(last, Math.max(0, Math.ceil(view.last) - 1)))
  const wanted = ((to - from) * spacing) / Math.max(1, width)
  const step = steps.find((s) => s >= wanted) ?? Math.ceil(wanted / 3600) * 3600
  const found: Tick[] = []
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to + 1e-9; n++) {
    const seconds = Number((n * step).toFixed(3))
    found.push({ seconds, frame: times.frameAt(seconds + 1e-6) })
  }
  return found
}
