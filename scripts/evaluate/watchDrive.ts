import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { type Size, viewSize } from '../../src/main/decode/sizes.ts'
import { lookEvery } from '../../src/main/lanes/betweenLooks.ts'
import { createLaneWatcher } from '../../src/main/analysis/laneWatcher.ts'
import type { LaneEvidence } from '../../src/main/lanes/detect.ts'
import type { Recording } from '../../src/main/recording/recording.ts'

/** Width in pixels of what the lane detector looks at. */
export const VIEW_WIDTH = 320

/** What is asked of a recording. */
export type Watched = Pick<Recording, 'source' | 'width' | 'height' | 'rate'>

/** Frames first..last of a drive, both included. */
export interface Stretch {
  first: number
  last: number
}

/**
 * What the lane detector sees in the frames of a drive, looked at as an analysis does: one a frame, null where it does
 * not look.
 * @param stretch the part that is looked at; it begins at a look
 */
export function watchDrive(recording: Watched, stretch?: Stretch): Promise<(LaneEvidence | null)[]> {
  return watchViews(viewsOf(recording, stretch), viewSize(recording, VIEW_WIDTH), recording.rate)
}

/**
 * As `watchDrive`, for pictures that are there already.
 * @param views RGB [height, width, 3], 8 bit, one a frame; those that are not looked at may be null
 * @param rate frames a second
 */
export async function watchViews(
  views: AsyncIterable<Uint8Array | null>,
  size: Size,
  rate: number
): Promise<(LaneEvidence | null)[]> {
  const every = lookEvery(rate)
  const watcher = createLaneWatcher(size)
  const evidence: (LaneEvidence | null)[] = []
  try {
    for await (const view of views)
      evidence.push(view && evidence.length % every === 0 ? (await watcher.see([view]))[0]! : null)
  } finally {
    watcher.dispose()
  }
  return evidence
}

/** The views of a recording that an analysis looks at; null for the frames between. */
export async function* viewsOf(
  { source, width, height, rate }: Watched,
  { first, last }: Stretch = { first: 0, last: Infinity }
): AsyncGenerator<Uint8Array | null> {
  const plan = { source, width, height, from: first, input: null, pictureWidth: null }
  const views = { viewWidth: VIEW_WIDTH, viewEvery: lookEvery(rate) }
  for await (const { frame, view } of decodeFrames({ ...plan, ...views }, new AbortController().signal)) {
    yield view
    if (frame >= last) return
  }
}
