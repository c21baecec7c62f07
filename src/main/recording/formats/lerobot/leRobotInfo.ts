import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import { textFile } from '../../place/textFile.ts'

/** `info.json` is a few kilobytes. */
const LARGEST = 16 * 2 ** 20
/** Letters of a path, and of what is put into one. */
const LONGEST_PATH = 4096
const LONGEST_NAME = 512
const Path = z.string().max(LONGEST_PATH)

const Feature = z.looseObject({
  dtype: z.string(),
  names: z.unknown().optional(),
  info: z.looseObject({ 'video.is_depth_map': z.boolean().optional() }).nullish()
})
const Info = z.looseObject({
  codebase_version: z.string(),
  fps: z.number().min(0.01).max(1e4),
  features: z.record(z.string(), Feature),
  total_episodes: z.number().int().nonnegative().max(1e8).optional(),
  chunks_size: z.number().int().positive().default(1000),
  data_path: Path.optional(),
  video_path: Path.nullish()
})
/** The little that tells a data set of LeRobot, of whatever version. */
const Told = z.looseObject({ codebase_version: z.string(), features: z.looseObject({}) })

/** What a data set of LeRobot says of itself. */
export interface LeRobotSet {
  root: string
  name: string
  version: 2 | 3
  /** Frames a second. */
  rate: number
  /** As `info.json` counts them; null where it does not. */
  episodes: number | null
  /** Episodes in a folder, in version 2. */
  chunk: number
  /** Names of the cameras that have videos, those of depth last. */
  cameras: string[]
  /** Columns of pictures and text, which are no signals. */
  noSignals: ReadonlySet<string>
  /** The names of a feature's numbers, as many as there are; null where it names none. */
  partNames(feature: string, count: number): string[] | null
  /** Where a table or video lies. @throws InputError where that is not in the data set */
  dataFile(numbers: Readonly<Record<string, number>>): string
  videoFile(camera: string, numbers: Readonly<Record<string, number>>): string
}

/** The templates of version 3 and 2, where `info.json` gives none. */
const DATA = [
  'data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet',
  'data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet'
] as const
const VIDEO = [
  'videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4',
  'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4'
] as const

/** True for the folder of a data set of LeRobot. */
export async function isLeRobot(folder: string): Promise<boolean> {
  try {
    return Told.safeParse(await infoOf(folder)).success
  } catch (error) {
    // Whoever opens it is told; the videos of a data set that is not taken for one would be drives without steering.
    return error instanceof TooLong && (await holdsEpisodes(folder))
  }
}

/**
 * Reads `meta/info.json`.
 * Layout: huggingface/lerobot, src/lerobot/datasets/utils.py (version 3) and convert_dataset_v21_to_v30.py (what was before).
 * @throws InputError where it is damaged, or of a version that is not read
 */
export async function readSet(root: string): Promise<LeRobotSet> {
  const name = basename(root)
  const json = await infoOf(root)
  const version = /^v?(\d+)\./.exec(Told.safeParse(json).data?.codebase_version ?? '')?.[1]
  if (version !== '2' && version !== '3')
    throw new InputError(
      `${name} is a LeRobot data set of version ${Told.safeParse(json).data?.codebase_version ?? 'unknown'}; 2.0, 2.1 and 3.0 are read: convert it with LeRobot's own scripts.`
    )
  const keys = Object.keys(Told.safeParse(json).data?.features ?? {})
  if (keys.some((key) => key.length > LONGEST_NAME))
    throw new InputError(
      `meta/info.json of ${name} is damaged (a feature has a name of more than ${LONGEST_NAME} letters); copy it again from its source.`
    )
  const info = Info.safeParse(json)
  if (!info.success) {
    const [issue] = info.error.issues
    throw new InputError(
      `meta/info.json of ${name} is damaged (${issue?.path.join('.')}: ${issue?.message}); copy it again from its source.`
    )
  }
  const { features, fps, total_episodes, chunks_size, data_path, video_path } = info.data
  const at = version === '3' ? 1 : 0
  const named = Object.entries(features)
  const videos = named.filter(([, { dtype }]) => dtype === 'video')
  const isDepth = ([, { info: said }]: (typeof videos)[number]): boolean => said?.['video.is_depth_map'] === true
  return {
    root,
    name,
    version: version === '3' ? 3 : 2,
    rate: fps,
    episodes: total_episodes ?? null,
    chunk: chunks_size,
    cameras: [...videos.filter((each) => !isDepth(each)), ...videos.filter(isDepth)].map(([key]) => key),
    noSignals: new Set(
      named.flatMap(([key, { dtype }]) => (/^(video|image|string|language)$/.test(dtype) ? [key] : []))
    ),
    partNames: (feature, count) => namesIn(features[feature]?.names, count),
    dataFile: (numbers) => within(root, filled(data_path ?? DATA[at], { ...numbers })),
    videoFile: (camera, numbers) => within(root, filled(video_path ?? VIDEO[at], { ...numbers, video_key: camera }))
  }
}

/** The description has more bytes than any has. */
class TooLong extends InputError {}

async function holdsEpisodes(folder: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => [])
  return names.includes('data') && names.includes('videos')
}

/** @throws TooLong, InputError */
async function infoOf(folder: string): Promise<unknown> {
  const path = join(folder, 'meta', 'info.json')
  const facts = await stat(path).catch(() => null)
  if (!facts?.isFile()) return null
  if (facts.size > LARGEST)
    throw new TooLong(
      `meta/info.json of ${basename(folder)} has ${Math.round(facts.size / 2 ** 20)} MB, where such a description has some kilobytes; copy it again from its source.`
    )
  try {
    return JSON.parse((await textFile(path, 'The description')) ?? 'null')
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** A list of names, or one somewhere in an object or a list of lists (`{"motors": [...]}`). */
function namesIn(names: unknown, count: number, depth = 0): string[] | null {
  if (Array.isArray(names) && names.length === count && names.every((each) => typeof each === 'string')) return names
  if (typeof names !== 'object' || names === null || depth > 3) return null
  for (const inside of Object.values(names)) {
    const found = namesIn(inside, count, depth + 1)
    if (found) return found
  }
  return null
}

/** Puts numbers and names into a template of Python: `{episode_index:06d}`, `{video_key}`. */
function filled(template: string, values: Readonly<Record<string, number | string>>): string {
  return template.replaceAll(/\{(\w+)(?::0?(\d{0,2})d)?\}/g, (whole, name: string, digits = '') => {
    const value = values[name]
    return value === undefined ? whole : String(value).padStart(Number(digits), '0')
  })
}

function within(root: string, path: string): string {
  const file = resolve(root, path)
  if (file.length > LONGEST_PATH)
    throw new InputError(
      `meta/info.json of ${basename(root)} names files by more than ${LONGEST_PATH} letters; copy it again from its source.`
    )
  if (file.startsWith(resolve(root) + sep)) return file
  throw new InputError(
    `meta/info.json of ${basename(root)} names files outside of its folder (${path}); copy it again from its source.`
  )
}
