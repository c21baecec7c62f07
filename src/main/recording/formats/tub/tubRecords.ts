import { basename, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import type { Choice, Warning } from '../../../../shared/recording.ts'
import { fileSentence } from '../../place/fileSentence.ts'
import { readText } from '../../place/openFile.ts'
import type { Place } from '../../format.ts'
import { chosenCamera, pictureIn, tubCameras } from './tubPictures.ts'

/** The last line of a manifest: the catalogs in their order, and the records that were deleted. */
const Catalogs = z.object({ paths: z.array(z.string()), deleted_indexes: z.array(z.number()).default([]) })

const Line = z.looseObject({ _index: z.number(), _timestamp_ms: z.number().nullish() })

/** One record with a picture. */
export interface TubRecord {
  index: number
  /** File name of its picture, without a folder. */
  picture: string
  /** Since 1970, as the car's clock had it; null where it is missing. */
  milliseconds: number | null
  fields: Record<string, unknown>
}

export interface TubManifest {
  catalogs: string[]
  deleted: ReadonlySet<number>
}

/** The manifest, or what takes its place where it is missing or damaged: all catalogs in natural order, none deleted. */
export async function readManifest(place: Place, warnings: Warning[]): Promise<TubManifest> {
  const natural = new Intl.Collator('en', { numeric: true })
  const found = place.files.filter((name) => /^catalog_\d+\.catalog$/.test(name)).sort(natural.compare)
  const text = await readText(join(place.path, 'manifest.json')).catch(() => '')
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const catalogs = Catalogs.safeParse(carJson(lines.at(-1) ?? ''))
  if (!catalogs.success) {
    const state = text === '' ? 'has no manifest' : 'has a manifest that cannot be read'
    const message = `${place.name} ${state}; its catalogs are read in order and no record counts as deleted.`
    warnings.push({ code: 'no-manifest', message })
    return { catalogs: found, deleted: new Set() }
  }
  return {
    catalogs: catalogs.data.paths.map((path) => basename(path)),
    deleted: new Set(catalogs.data.deleted_indexes)
  }
}

/**
 * The records of a camera (of the usual one, where none is asked for) that make frames, and the cameras to choose from.
 * Empty, deleted and damaged ones are left out; `warnings` says how many.
 * @throws InputError where there is no such camera.
 */
export async function readRecords(
  place: Place,
  manifest: TubManifest,
  asked: string | undefined,
  warnings: Warning[]
): Promise<{ records: TubRecord[]; choices: Choice[] }> {
  const lines: z.infer<typeof Line>[] = []
  let damaged = 0
  let empty = 0
  for (const catalog of manifest.catalogs) {
    const path = join(place.path, catalog)
    const text = await readText(path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        throw new InputError(fileSentence(error, path))
      warnings.push({
        code: 'missing-catalog',
        message: `${catalog}, which the manifest of ${place.name} names, is missing; its records are left out.`
      })
      return ''
    })
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      const record = Line.safeParse(carJson(line))
      if (record.success) lines.push(record.data)
      else damaged++
    }
  }
  const camera = chosenCamera(tubCameras(lines), asked, place.name)
  const records: TubRecord[] = []
  for (const line of lines) {
    const { _index: index, _timestamp_ms: milliseconds } = line
    const picture = camera && pictureIn(line, camera.field)
    if (picture === null) empty++
    else if (!manifest.deleted.has(index))
      records.push({ index, picture, milliseconds: milliseconds ?? null, fields: line })
  }
  if (empty > 0)
    warnings.push({
      code: 'empty-records',
      message: `${empty} records of ${place.name} have no picture and are left out.`
    })
  if (damaged > 0) {
    warnings.push({
      code: 'damaged-records',
      message: `${damaged} lines in the catalogs of ${place.name} cannot be read and are left out.`
    })
  }
  return { records, choices: camera?.choices ?? [] }
}

/** A JSON document as the car writes it, with NaN where JSON knows no such thing; undefined where it is none. */
export function carJson(line: string): unknown {
  try {
    return JSON.parse(line.replace(/: ?-?(NaN|Infinity)\b/g, ': null'))
  } catch {
    return undefined
  }
}
