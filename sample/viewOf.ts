import type { DriveFrame } from './drive/frame.ts'
import type { View } from './scene/view.ts'

/** The view of one moment of a drive. */
export function viewOf(frame: Omit<DriveFrame, 'steering'>, caption = ''): View {
  const { pose, before, s, cars, gain, time } = frame
  return { pose, before, s, cars, gain, time, caption }
}

/** What a dashcam burns into its pictures: date, time of day and speed. */
export function captionOf(frame: DriveFrame): string {
  const clock = new Date(Date.UTC(2031, 4, 14, 16, 42, 7) + frame.time * 1000).toISOString()
  return `${clock.slice(0, 10)} ${clock.slice(11, 19)}  ${String(Math.round(frame.speed * 3.6)).padStart(3)} km/h`
}
