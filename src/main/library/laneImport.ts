import { createHash } from 'node:crypto'
import { CancelledError, InputError } from '../../shared/errors.ts'
import type { ImportedLanes, ImportLanes, ImportLanesProgress } from '../../shared/lanes.ts'
import { createPace } from '../../shared/pace.ts'
import { framesOfLabels } from '../lanes/labels/framesOfLabels.ts'
import { readLabels } from '../lanes/labels/readLabels.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Opener } from './recordings.ts'
import { typedPath } from './typedPath.ts'

/** BDD100K labels the picture at this second of each of its videos. */
const BDD_MOMENT = 10
const TELL_EVERY_MS = 250

/**
 * Reads lane labels for a drive and keeps them instead of those it had. The labels stay in the library: their files
 * may go.
 * @throws InputError where they cannot be read, or none belongs to the drive; CancelledError
 */
export async function importLanes(
  { store, recordings }: Opener,
  drive: StoredDrive,
  wish: ImportLanes,
  signal: AbortSignal,
  onProgress: (progress: ImportLanesProgress) => void
): Promise<void> {
  const recording = await recordings.open(drive)
  const path = typedPath(wish.path)
  const tell = paced(onProgress)
  const { format, labels } = await readLabels(path, {
    picture: { width: drive.width, height: drive.height },
    format: wish.format,
    lane: wish.lane,
    onFile(done, total) {
      stopIf(signal)
      tell(done, total)
    }
  })
  stopIf(signal)
  const { source, frames } = recording
  const count = store.cache(drive.id).frameCount() ?? frames.count
  const found = framesOfLabels(labels, {
    files: source.type === 'images' ? source.files : null,
    count,
    ...(format.startsWith('bdd100k') && {
      labelled: { name: recording.name, frame: Math.round(BDD_MOMENT * drive.rate) }
    })
  })
  if (found.lanes.size === 0)
    throw new InputError(
      `None of the ${labels.length} labels belongs to a frame of '${drive.name}'; check that they are of this drive.`
    )
  const lanes = [...found.lanes].map(([frame, lane]) => ({ frame, lane })).sort((a, b) => a.frame - b.frame)
  const about: ImportedLanes = {
    path,
    format,
    frames: lanes.length,
    others: found.others,
    because: found.because,
    hash: createHash('sha256').update(JSON.stringify(lanes)).digest('hex')
  }
  store.library.laneSettings.setImported(drive.id, { about, lanes })
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError('The import was stopped; the lanes are as they were.')
}

/** Tells every now and then how many files are read, how fast, and how long the others will take. */
function paced(onProgress: (progress: ImportLanesProgress) => void): (done: number, total: number) => void {
  const pace = createPace()
  pace.at(0, 0)
  let told = Date.now()
  return (done, total) => {
    if (Date.now() - told < TELL_EVERY_MS) return
    told = Date.now()
    onProgress({ stage: 'reading', done, total, ...pace.at(done, total) })
  }
}
