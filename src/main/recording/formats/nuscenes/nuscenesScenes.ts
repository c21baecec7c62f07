import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import { readText } from '../../place/openFile.ts'
import type { NuscenesPicture } from './nuscenesPictures.ts'

/** A scene of some twenty seconds, or a stretch of pictures that nothing names. */
export interface NuscenesScene {
  /** Such as scene-0061; null for a stretch. */
  name: string | null
  /** What is to be seen in it; '' where nobody wrote that. */
  description: string
  pictures: NuscenesPicture[]
}

/** Pictures of a camera come twelve times a second, samples alone twice; between stretches is more than this. */
const GAP = 2_000_000
/** A scene ends with its last sample; pictures a tenth of a second around it belong to it. */
const AROUND = 100_000
/** sample.json of the whole data set has 7 MB. */
const LARGEST = 256 * 2 ** 20

const Scene = z.object({
  name: z.string(),
  description: z.string().default(''),
  log_token: z.string(),
  first_sample_token: z.string(),
  last_sample_token: z.string()
})
const Sample = z.object({ token: z.string(), timestamp: z.number() })
const Log = z.object({ token: z.string(), logfile: z.string() })

/**
 * The scenes that the pictures of a camera show, in order of time: by the tables (`v1.0-*`: scene.json, sample.json,
 * log.json), else each stretch without a gap.
 * @throws InputError where a table is there and cannot be read
 */
export async function nuscenesScenes(root: string, pictures: readonly NuscenesPicture[]): Promise<NuscenesScene[]> {
  const tables = (await readdir(root).catch(() => [])).filter((name) => /^v1\.0-/.test(name)).sort()
  const scenes: NuscenesScene[] = []
  // The tables of a whole data set have the scenes of its smaller ones too.
  const named = new Set<string | null>()
  for (const folder of tables) {
    const own = (await scenesOf(join(root, folder), pictures)).filter(({ name }) => !named.has(name))
    for (const scene of own) {
      named.add(scene.name)
      scenes.push(scene)
    }
  }
  return scenes.length > 0 ? scenes : stretches(pictures)
}

async function scenesOf(folder: string, pictures: readonly NuscenesPicture[]): Promise<NuscenesScene[]> {
  const scenes = await table(join(folder, 'scene.json'), Scene)
  if (!scenes) return []
  const samples = new Map(
    (await table(join(folder, 'sample.json'), Sample))?.map((each) => [each.token, each.timestamp])
  )
  const logs = new Map((await table(join(folder, 'log.json'), Log))?.map((each) => [each.token, each.logfile]))
  const byLog = Map.groupBy(pictures, ({ log }) => log)
  return scenes
    .flatMap(
      ({ name, description, log_token: log, first_sample_token: first, last_sample_token: last }): NuscenesScene[] => {
        const [from, to] = [samples.get(first), samples.get(last)]
        if (from === undefined || to === undefined) return []
        const own = (byLog.get(logs.get(log) ?? '') ?? []).filter(
          ({ microseconds }) => microseconds >= from - AROUND && microseconds <= to + AROUND
        )
        return own.length > 0 ? [{ name, description, pictures: own }] : []
      }
    )
    .sort((a, b) => a.pictures[0]!.microseconds - b.pictures[0]!.microseconds)
}

function stretches(pictures: readonly NuscenesPicture[]): NuscenesScene[] {
  const found: NuscenesScene[] = []
  pictures.forEach((picture, i) => {
    const before = pictures[i - 1]
    const goesOn = before?.log === picture.log && picture.microseconds - before.microseconds <= GAP
    if (goesOn) found.at(-1)!.pictures.push(picture)
    else found.push({ name: null, description: '', pictures: [picture] })
  })
  return found.sort((a, b) => a.pictures[0]!.microseconds - b.pictures[0]!.microseconds)
}

/** Null where there is no such table. */
async function table<Row>(file: string, row: z.ZodType<Row>): Promise<Row[] | null> {
  if (!(await stat(file).catch(() => null))) return null
  const where = file.split(/[\\/]/).slice(-2).join('/')
  const damaged = `${where} is no table of nuScenes, or was cut short; copy it again from its source.`
  try {
    return z.array(row).parse(JSON.parse(await readText(file, LARGEST)))
  } catch (error) {
    throw new InputError(damaged, { cause: error })
  }
}
