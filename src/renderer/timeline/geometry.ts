import type { FrameTimes } from '../frames/frameTimes.ts'

/** A stretch of the drive's own time, in seconds from frame 0. */
export interface Span {
  first: number
  last: number
}

/** The stretch in view, with the times that place the frames in it: uneven rates and gaps look as they were. */
export interface View extends Span {
  times: FrameTimes
}

/** The closest view, in usual steps between frames. */
const closest = 24

/** The whole drive. */
export function wholeView(times: FrameTimes): View {
  return { first: 0, last: Math.max(times.step, times.seconds), times }
}

/** Pixels from the left edge to a moment. */
export function xOfTime(seconds: number, view: Span, width: number): number {
  return ((seconds - view.first) / (view.last - view.first)) * width
}

/** Pixels from the left edge to the middle of a frame. */
export function xOfFrame(frame: number, view: View, width: number): number {
  return xOfTime((view.times.at(frame) + view.times.end(frame)) / 2, view, width)
}

/** Pixels from the left edge to where frames first..last begin and end. */
export function xOfRange(range: Span, view: View, width: number): { left: number; right: number } {
  return {
    left: xOfTime(view.times.at(range.first), view, width),
    right: xOfTime(view.times.end(range.last), view, width)
  }
}

/** The frame under a pixel, kept inside the drive; in a gap, the one before it. */
export function frameAtX(x: number, view: View, width: number): number {
  return view.times.frameAt(view.first + (x / Math.max(1, width)) * (view.last - view.first))
}

/** The frames of which something is in view. */
export function framesIn({ first, last, times }: View): Span {
  return { first: times.frameAt(first), last: times.frameAt(last) }
}

/** Scales the view by `factor` (above 1 shows more), keeping the moment under pixel `x` where it is. */
export function zoomed(view: View, factor: number, x: number, width: number): View {
  const span = view.last - view.first
  const whole = wholeView(view.times).last
  const share = x / Math.max(1, width)
  const next = Math.min(whole, Math.max(Math.min(closest * view.times.step, whole), span * factor))
  const anchor = view.first + share * span
  return inside({ ...view, first: anchor - share * next, last: anchor + (1 - share) * next })
}

/** Moves the view by seconds, as far as the drive goes. */
export function panned(view: View, by: number): View {
  return inside({ ...view, first: view.first + by, last: view.last + by })
}

/** The same view if the frame is in it, else one moved so that the frame is a tenth inside its edge. */
export function showing(view: View, frame: number): View {
  const span = view.last - view.first
  const [from, to] = [view.times.at(frame), view.times.end(frame)]
  if (from < view.first) return panned(view, from - span * 0.1 - view.first)
  if (to > view.last) return panned(view, to + span * 0.1 - view.last)
  return view
}

function inside(view: View): View {
  const whole = wholeView(view.times).last
  const span = Math.min(whole, view.last - view.first)
  const first = Math.min(whole - span, Math.max(0, view.first))
  return { ...view, first, last: first + span }
}
