import { basename } from 'node:path'
import { CancelledError, InputError } from '../../shared/errors.ts'
import type { LaneRegion } from '../../shared/lanes.ts'
import type { Warning } from '../../shared/recording.ts'
import { pngPixels, type PngPixels } from '../lanes/labels/pngPixels.ts'
import { recordedSides } from '../lanes/recordedSides.ts'
import { semanticLane, semanticTags } from '../lanes/semanticLane.ts'
import { readBytes } from '../recording/place/openFile.ts'
import { spread } from '../recording/place/fingerprint.ts'
import type { RecordedLanes } from '../recording/recording.ts'
import type { Job } from './openJob.ts'

/** Raised with every change of how they become regions. */
const RECORDED_LANES_VERSION = 1
/** Frames that are kept in one transaction. */
const BATCH = 16
/** Semantic pictures that tell what their numbers mean. */
const LOOKED_AT = 8
const UNREAD = 'recorded-lanes-unread'

/** The own lane of a frame, and what was wrong with the file that says it. */
interface Reading {
  region: LaneRegion | null
  unread?: string
}

/**
 * Reads the lanes that lie with the recording, and keeps them batch by batch: what was stopped goes on where it was.
 * They are read whether they are used or not, so that a person can decide at once. Does nothing where there are none.
 * @param onProgress called with the frames done and the frames there are
 * @throws CancelledError
 */
export async function findRecordedLanes(
  { cache, recording, run }: Pick<Job, 'cache' | 'recording' | 'run'>,
  stop: AbortSignal,
  onProgress: (done: number, total: number) => void
): Promise<void> {
  const total = cache.frameCount()
  if (!recording.lanes || total === null) return
  const key = `${RECORDED_LANES_VERSION} ${recording.lanes.key}`
  if (cache.recordedLanesDone(key) >= total) return
  const at = await readerOf(recording.lanes)
  const unread: string[] = []
  for (let from = cache.recordedLanesDone(key); from < total; from += BATCH) {
    if (stop.aborted) throw new CancelledError('The analysis was stopped.')
    const frames = Array.from({ length: Math.min(BATCH, total - from) }, (_, i) => from + i)
    const read = await Promise.all(frames.map(at))
    for (const { unread: name } of read) if (name !== undefined) unread.push(name)
    cache.addRecordedLanes(
      key,
      read.map(({ region }) => region)
    )
    onProgress(from + frames.length, total)
  }
  const facts = cache.run(run.id)
  if (facts && unread.length > 0)
    cache.saveRun(run.id, { ...facts, warnings: [...facts.warnings, unreadWarning(unread)] })
}

async function readerOf(lanes: RecordedLanes): Promise<(frame: number) => Promise<Reading>> {
  if (lanes.type === 'sides') {
    const sides = await lanes.read()
    return async (frame) => {
      const both = sides[frame]
      return { region: both ? recordedSides(both) : null }
    }
  }
  const { files, cameraHeight } = lanes
  const there = files.filter((file) => file !== null)
  const some = await Promise.all(spread(there.length, LOOKED_AT).map((i) => pixelsOf(there[i]!)))
  const tags = semanticTags(some.filter((pixels) => pixels !== null))
  return async (frame) => {
    const file = files[frame] ?? null
    if (file === null || tags === null) return { region: null }
    const pixels = await pixelsOf(file)
    if (!pixels) return { region: null, unread: basename(file) }
    const lane = semanticLane(pixels, tags, cameraHeight)
    return { region: lane && { ...lane, source: 'recorded' } }
  }
}

/** Null where it cannot be read. */
async function pixelsOf(file: string): Promise<PngPixels | null> {
  try {
    return pngPixels(await readBytes(file), basename(file))
  } catch (error) {
    if (error instanceof InputError || (error instanceof Error && 'code' in error)) return null
    throw error
  }
}

function unreadWarning(names: readonly string[]): Warning {
  const message = `${names.length} of the semantic pictures cannot be read, first ${names[0] ?? ''}; there is no lane of the recording in their frames.`
  return { code: UNREAD, message }
}
