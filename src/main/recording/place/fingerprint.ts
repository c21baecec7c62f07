import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { sep } from 'node:path'
import type { RecordingKind } from '../../../shared/recording.ts'
import { openFile } from './openFile.ts'

/** Bytes taken from each place that is looked at. */
const SAMPLE = 64 * 1024
/** Places in one file, and files in a list, that are looked at. */
const PLACES = 16
/** Files in a list whose sizes are looked at: a folder may hold hundreds of thousands, on a slow disk. */
const SIZED = 1024
/** Names that are hashed in one go, which is ten times as fast as one by one. */
const AT_ONCE = 4096

/**
 * Identity of the pictures of a recording: hex SHA-256 over its kind, the base names of its files in frame order,
 * their sizes (in long lists, of some evenly spread) and samples of their bytes. Moving or copying a recording does not
 * change it; a table of signals is no part of it.
 * Reads at most a few megabytes. Files that are missing count as empty. `part` names the part of the file that is used,
 * where one file holds several drives.
 */
export async function fingerprint(kind: RecordingKind, files: readonly string[], part = ''): Promise<string> {
  const hash = createHash('sha256').update(`${kind}${part && `\0${part}`}\n`)
  const sizes = new Map<number, number>()
  const sized = spread(files.length, SIZED)
  const found = await sizesOf(sized.map((i) => files[i] ?? ''))
  sized.forEach((i, at) => sizes.set(i, found[at] ?? 0))
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const part = files.slice(at, at + AT_ONCE)
    hash.update(
      part
        .map(
          (file, i) => `${files.length > 1 ? file.slice(file.lastIndexOf(sep) + 1) : ''}\0${sizes.get(at + i) ?? ''}\n`
        )
        .join('')
    )
  }
  if (files.length === 1) await sample(hash, files[0] ?? '', found[0] ?? 0, PLACES)
  else for (const i of spread(found.length, PLACES)) await sample(hash, files[sized[i] ?? 0] ?? '', found[i] ?? 0, 1)
  return hash.digest('hex')
}

/** Sizes in bytes, 0 for files that cannot be looked at. */
async function sizesOf(files: readonly string[]): Promise<number[]> {
  const sizes: number[] = []
  for (let at = 0; at < files.length; at += 256) {
    const part = files.slice(at, at + 256).map((file) =>
      stat(file)
        .then((facts) => facts.size)
        .catch(() => 0)
    )
    sizes.push(...(await Promise.all(part)))
  }
  return sizes
}

/**
 * Whole numbers from 0 to `count` - 1, rising and evenly spread: all of them where they are at most `most`, else `most`
 * of them, the first and the last among them. A single one is the first.
 */
export function spread(count: number, most: number): number[] {
  const length = Math.min(count, most)
  return Array.from({ length }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, length - 1)))
}

async function sample(hash: ReturnType<typeof createHash>, path: string, size: number, places: number): Promise<void> {
  if (size === 0) return
  const file = await openFile(path)
  try {
    const steps = spread(Math.max(1, Math.ceil(size / SAMPLE)), places)
    for (const step of steps) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, step * SAMPLE)
      hash.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}
