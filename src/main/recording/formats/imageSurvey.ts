import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Warning } from '../../../shared/recording.ts'
import { foreignFile } from '../place/foreignFile.ts'
import { NO_FILE, openFile } from '../place/openFile.ts'
import type { ImageHeader } from '../pictures/imageHeader.ts'
import { imageCoding, noPicture, readImageHeader } from '../pictures/imageHeader.ts'

/** Enough for the headers of most pictures; thumbnails inside a picture may push its size further back. */
const HEAD = 16 * 1024
const WHOLE = 16 * 2 ** 20

/** What a file is in place of a picture ('missing', 'a web page'); 'no picture' where that cannot be told. */
export type NoHeader = string

const REASONS: Record<string, NoHeader> = {
  ENOENT: 'missing',
  ELOOP: 'a link that leads back to itself',
  [NO_FILE]: 'a folder, a pipe or a device'
}

/** Headers of the files at these places in the list; what a file is where it is no picture. */
export async function readHeaders(
  files: readonly string[],
  places: readonly number[]
): Promise<Map<number, ImageHeader | NoHeader>> {
  const headers = new Map<number, ImageHeader | NoHeader>()
  for (let at = 0; at < places.length; at += 64) {
    const part = places.slice(at, at + 64)
    const found = await Promise.all(part.map((place) => readHeader(files[place] ?? '')))
    part.forEach((place, i) => headers.set(place, found[i] ?? 'missing'))
  }
  return headers
}

async function readHeader(path: string): Promise<ImageHeader | NoHeader> {
  try {
    const file = await openFile(path)
    try {
      const head = await beginning(file, HEAD)
      if (head.length === 0) return 'empty'
      const header = readImageHeader(head)
      if (header) return header
      if (!imageCoding(head)) return foreignFile(head, basename(path))?.what ?? 'no picture'
      if (head.length < HEAD) return 'no picture'
      const { size } = await file.stat()
      return readImageHeader(await beginning(file, Math.min(size, WHOLE))) ?? 'no picture'
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return (typeof code === 'string' && REASONS[code]) || 'no picture'
  }
}

async function beginning(file: FileHandle, length: number): Promise<Uint8Array> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0)
  return buffer.subarray(0, bytesRead)
}

/** More faults than these are counted and not named one by one. */
const NAMED = 20

/** What most pictures of a list have, and what was odd about the others. */
export interface Survey extends ImageHeader {
  /** What tells these pictures from the same files taken as they are stored; '' where all lie upright. */
  part: string
  warnings: Warning[]
}

/**
 * The size and coding that most pictures have, and warnings that name those that are different, missing or damaged:
 * the decode pass shows the picture before in their place, or the first good one. Null where not one is a picture.
 */
export function surveyHeaders(
  files: readonly string[],
  headers: Awaited<ReturnType<typeof readHeaders>>
): Survey | null {
  const key = (header: ImageHeader): string => `${header.coding} ${header.width}x${header.height}`
  const good = [...headers.values()].filter((header) => typeof header === 'object')
  const kinds = [...Map.groupBy(good, key).values()].sort((a, b) => b.length - a.length)
  const usual = kinds[0]?.[0]
  if (!usual) return null
  const isUsual = (header: ImageHeader | NoHeader): boolean => typeof header === 'object' && key(header) === key(usual)
  // Up to here not one can be shown.
  const start = [...headers].find(([, header]) => isUsual(header))?.[0] ?? 0
  const faults = [...headers].flatMap(([frame, header]): Warning[] => {
    if (isUsual(header)) return []
    const fault = typeof header === 'object' ? `is ${key(header)} and not ${key(usual)}` : inWords(header, usual.coding)
    const message = `${basename(files[frame] ?? '')} (frame ${frame}) ${fault}; ${frame < start ? 'the first one that can be used' : 'the picture before'} stands in.`
    return [
      {
        code: typeof header === 'object' ? 'other-size' : 'damaged-picture',
        message,
        frames: { first: frame, last: frame }
      }
    ]
  })
  const warnings = faults.slice(0, NAMED)
  const rest = faults.slice(NAMED)
  if (rest.length > 0) {
    const message = `${rest.length} more pictures are missing, damaged or of another size; the pictures before them stand in.`
    warnings.push({ code: 'damaged-picture', message })
  }
  return { ...usual, part: good.some(({ orientation }) => orientation) ? 'upright' : '', warnings }
}

function inWords(fault: NoHeader, coding: ImageHeader['coding']): string {
  return fault === 'no picture' ? noPicture(coding) : `is ${fault}`
}
