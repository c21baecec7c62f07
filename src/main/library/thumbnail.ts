import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { NotFoundError } from '../../shared/errors.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { thumbnailFile } from '../store/cache.ts'
import type { Opener } from './recordings.ts'

/** As wide as any screen of the app shows it; a recording that is smaller is not enlarged. */
const width = 960
/** A library of a thousand drives asks for as many pictures; each takes a run of ffmpeg. */
const parallel = 2

/** First pictures of drives. Each is decoded once and then lies in the cache folder. */
export function createThumbnails({ store, recordings }: Opener): {
  of(driveId: string): Promise<Uint8Array>
  /** To be called where the cache of a drive is removed, or the drive lies elsewhere. */
  forget(driveId: string): Promise<void>
} {
  const going = new Map<string, Promise<Uint8Array>>()
  let running = 0
  const waiting: (() => void)[] = []

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= parallel) await new Promise<void>((next) => waiting.push(next))
    running++
    try {
      return await work()
    } finally {
      running--
      // What was asked for last is what is in view.
      waiting.pop()?.()
    }
  }

  async function decode(driveId: string): Promise<Uint8Array> {
    const drive = store.library.drives.get(driveId)
    const { source, width: sourceWidth, height } = await recordings.open(drive)
    const stop = new AbortController()
    const plan = { source, width: sourceWidth, height, from: 0, input: null, pictureWidth: width, viewWidth: null }
    try {
      for await (const { picture } of decodeFrames(plan, stop.signal)) if (picture) return picture
    } finally {
      stop.abort()
    }
    throw new NotFoundError(`No picture of '${drive.name}' can be decoded.`)
  }

  async function find(driveId: string): Promise<Uint8Array> {
    const file = thumbnailFile(store.dataDir, driveId)
    const kept = await readFile(file).catch(() => null)
    if (kept) return kept
    const picture = await inTurn(() => decode(driveId))
    // A cache that cannot be written costs time only.
    await writeFile(`${file}.part`, picture)
      .then(() => rename(`${file}.part`, file))
      .catch(() => undefined)
    return picture
  }

  return {
    of(driveId) {
      let picture = going.get(driveId)
      if (!picture) {
        picture = find(driveId).finally(() => going.delete(driveId))
        going.set(driveId, picture)
      }
      return picture
    },
    forget: (driveId) => rm(thumbnailFile(store.dataDir, driveId), { force: true })
  }
}
