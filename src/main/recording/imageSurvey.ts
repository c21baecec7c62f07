import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Warning } from '../../shared/recording.ts'
import type { ImageHeader } from './imageHeader.ts'
import { readImageHeader } from './imageHeader.ts'

/** Enough for the headers of most pictures; thumbnails inside a picture may push its size further back. */
const HEAD = 16 * 1024
const WHOLE = 4 * 2 ** 20

/** Headers of the files at these places in the list; a word where a file is missing, empty or no picture. */
export async function readHeaders(
  files: readonly string[],
  places: readonly number[]
): Promise<Map<number, ImageHeader | 'missing' | 'empty' | 'no picture'>> {
  const headers = new Map<number, ImageHeader | 'missing' | 'empty' | 'no picture'>()
  for (let at = 0; at < places.length; at += 64) {
    const part = places.slice(at, at + 64)
    const found = await Promise.all(part.map((place) => readHeader(files[place] ?? '')))
    part.forEach((place, i) => headers.set(place, found[i] ?? 'missing'))
  }
  return headers
}

async function readHeader(path: string): Promise<ImageHeader | 'missing' | 'empty' | 'no picture'> {
  try {
    const file = await open(path)
    try {
      for (const length of [HEAD, WHOLE]) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0)
        if (bytesRead === 0) return 'empty'
        const header = readImageHeader(buffer.subarray(0, bytesRead))
        if (header) return header
        if (bytesRead < length || buffer[0] !== 0xff) return 'no picture'
      }
      return 'no picture'
    } finally {
      await file.close()
    }
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : 'no picture'
  }
}

/** More faults than these are counted and not named one by one. */
const NAMED = 20

/**
 * The size and coding that most pictures have, and warnings that name those that are different, missing or damaged:
 * the decode pass shows the picture before in their place. Null where not one is a picture.
 */
export function surveyHeaders(
  files: readonly string[],
  headers: Awaited<ReturnType<typeof readHeaders>>
): (ImageHeader & { warnings: Warning[] }) | null {
  const key = (header: ImageHeader): string => `${header.coding} ${header.width}x${header.height}`
  const good = [...headers.values()].filter((header) => typeof header === 'object')
  const kinds = [...Map.groupBy(good, key).values()].sort((a, b) => b.length - a.length)
  const usual = kinds[0]?.[0]
  if (!usual) return null
  const faults = [...headers].flatMap(([frame, header]): Warning[] => {
    if (typeof header === 'object' && key(header) === key(usual)) return []
    const fault = typeof header === 'object' ? `is ${key(header)} and not ${key(usual)}` : FAULTS[header]
    const message = `${basename(files[frame] ?? '')} (frame ${frame}) ${fault}; the picture before stands in.`
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
  return { ...usual, warnings }
}

const FAULTS = { missing: 'is missing', empty: 'is empty', 'no picture': 'is not a JPEG or PNG picture' }
