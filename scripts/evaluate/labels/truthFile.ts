import { readFile } from 'node:fs/promises'
import { basename, posix } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../src/shared/errors.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'

/** In parts of the picture; a lane may reach beyond it. */
const Coordinate = z.number().min(-2, 'is in parts of the picture, 0 to 1').max(3, 'is in parts of the picture, 0 to 1')
/** A polygon as people label it: as many points as they like. */
const Outline = z.array(z.tuple([Coordinate, Coordinate]))
const Pixels = z.number().int().positive().max(20_000)

const Entry = z.object({
  /** Below the data folder. */
  source: z.string().min(1),
  frame: z.union([z.number().int().min(0), z.string().min(1)]),
  width: Pixels,
  height: Pixels,
  polygon: Outline.nullish(),
  bonnet: Outline.nullish(),
  none: z.boolean().nullish(),
  ignore: z.boolean().nullish()
})

const TruthFile = z.object({ entries: z.array(Entry) })

/** A frame that a person labelled. Polygons are in 0..1 of the picture. */
export interface LabelledFrame {
  /** A file or folder below the data folder. */
  source: string
  /** Its number, counted from 0 in the order of decoding, or the name of its picture. */
  frame: number | string
  /** Size of the picture in pixels. */
  width: number
  height: number
  /** The own lane or track between the middles of its lines; null where there is none to be in. */
  lane: Polygon | null
  /** What of the car is seen: left out of both sides. */
  bonnet: Polygon | null
}

/**
 * Reads labelled frames; those that cannot be told (`ignore`) are left out.
 * @throws InputError that names the file and the entry
 */
export async function readTruthFile(file: string): Promise<LabelledFrame[]> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new InputError(`${file} cannot be read.`)
  return truthOf(text, basename(file))
}

/**
 * The labelled frames that a text (JSON) says: a list of entries, or an object that has it as `entries`.
 * @throws InputError that names the entry
 */
export function truthOf(text: string, name: string): LabelledFrame[] {
  const { entries } = parsed(text, name)
  return entries.flatMap((entry, i) => {
    if (entry.ignore) return []
    const lane = entry.none ? null : closed(entry.polygon)
    if (!lane && !entry.none) throw new InputError(`${name}: entry ${i} has neither a polygon nor "none" or "ignore".`)
    const { source, frame, width, height } = entry
    return [{ source: slashed(source), frame: placed(frame), width, height, lane, bonnet: closed(entry.bonnet) }]
  })
}

function parsed(text: string, name: string): z.infer<typeof TruthFile> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InputError(`${name} is not JSON.`)
  }
  const { success, data, error } = TruthFile.safeParse(Array.isArray(value) ? { entries: value } : value)
  if (!success) throw new InputError(`${name} is no file of labelled frames:\n${z.prettifyError(error)}`)
  return data
}

/** Numbers may be written as text. */
function placed(frame: number | string): number | string {
  if (typeof frame === 'number') return frame
  return /^\d+$/.test(frame) ? Number(frame) : slashed(frame)
}

/** One recording has one path, however it is written. */
function slashed(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/'))
}

function closed(outline: Polygon | null | undefined): Polygon | null {
  return outline && outline.length >= 3 ? outline : null
}
