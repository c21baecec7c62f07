import { NotFoundError } from '../../shared/errors.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import type { Store } from '../store/store.ts'
import { openedRecording } from './openedDrive.ts'

const width = 320

/** First pictures of drives, decoded once a start. */
export function createThumbnails(store: Store): {
  of(driveId: string): Promise<Uint8Array>
  forget(driveId: string): void
} {
  const kept = new Map<string, Promise<Uint8Array>>()

  async function decode(driveId: string): Promise<Uint8Array> {
    const drive = store.library.drives.get(driveId)
    const recording = await openedRecording(drive.path, drive.openWith)
    const stop = new AbortController()
    const plan = { from: 0, input: null, pictureWidth: width, viewWidth: null }
    try {
      const { source, width: sourceWidth, height } = recording
      for await (const { picture } of decodeFrames({ ...plan, source, width: sourceWidth, height }, stop.signal))
        if (picture) return picture
    } finally {
      stop.abort()
    }
    throw new NotFoundError(`No picture of '${drive.name}' can be decoded.`)
  }

  return {
    of(driveId) {
      let picture = kept.get(driveId)
      if (!picture) {
        picture = decode(driveId)
        kept.set(driveId, picture)
        // A file that is back tomorrow gets another chance.
        picture.catch(() => kept.delete(driveId))
      }
      return picture
    },
    forget: (driveId) => void kept.delete(driveId)
  }
}
