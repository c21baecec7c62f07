/** The frames in view, as real numbers: frame f fills [f, f + 1). */
export interface View {
  first: number
  last: number
}

/** The closest view, in frames. */
export const closest = 24

/** All frames of a drive. */
export function wholeView(frames: number): View {
  return { first: 0, last: Math.max(1, frames) }
}

/** Pixels from the left edge to the middle of a frame. */
export function xOfFrame(frame: number, view: View, width: number): number {
  return ((frame + 0.5 - view.first) / (view.last - view.first)) * width
}

/** The frame under a pixel, kept inside the drive. */
export function frameAtX(x: number, view: View, width: number, frames: number): number {
  const frame = Math.floor(view.first + (x / Math.max(1, width)) * (view.last - view.first))
  return Math.min(Math.max(0, frames - 1), Math.max(0, frame))
}

/** Scales the view by `factor` (above 1 shows more), keeping the frame under pixel `x` where it is. */
export function zoomed(view: View, factor: number, x: number, width: number, frames: number): View {
  const span = view.last - view.first
  const share = x / Math.max(1, width)
  const next = Math.min(Math.max(1, frames), Math.max(Math.min(closest, frames), span * factor))
  const anchor = view.first + share * span
  return inside({ first: anchor - share * next, last: anchor + (1 - share) * next }, frames)
}

/** Moves the view by frames, as far as the drive goes. */
export function panned(view: View, by: number, frames: number): View {
  return inside({ first: view.first + by, last: view.last + by }, frames)
}

/** The same view if the frame is in it, else one moved so that the frame is a tenth inside its edge. */
export function showing(view: View, frame: number, frames: number): View {
  const span = view.last - view.first
  if (frame < view.first) return panned(view, frame - span * 0.1 - view.first, frames)
  if (frame + 1 > view.last) return panned(view, frame + 1 + span * 0.1 - view.last, frames)
  return view
}

function inside(view: View, frames: number): View {
  const end = Math.max(1, frames)
  const span = Math.min(end, view.last - view.first)
  const first = Math.min(end - span, Math.max(0, view.first))
  return { first, last: first + span }
}
