import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import { openParquet, type ParquetFile } from '../../parquet/parquetFile.ts'
import { numberOf } from '../../parquet/parquetNumbers.ts'
import { readParts } from '../../place/openFile.ts'
import { inNaturalOrder } from '../../pictures/naturalOrder.ts'
import type { LeRobotSet } from './leRobotInfo.ts'

/** An episode as the data set lists it. */
export interface Episode {
  index: number
  /** Frames; null where the list does not say. */
  length: number | null
  task: string
}

/** Where an episode lies. */
export interface EpisodePlace extends Episode {
  dataFile: string
  /** True where other episodes lie in the same table. */
  shared: boolean
  /** A camera's video; `start` are seconds in it, null where it is the episode's own. */
  video(camera: string): { file: string; start: number | null }
}

const Line = z.looseObject({
  episode_index: z.number().int().nonnegative(),
  length: z.number().int().nonnegative().optional(),
  tasks: z.array(z.unknown()).optional()
})

/** More are not listed; the largest data sets have some 100,000. */
const MOST = 200_000

/** All episodes, none of which is opened. @throws InputError where the list cannot be read, or is too long to show */
export async function listEpisodes(set: LeRobotSet): Promise<Episode[]> {
  const found = set.version === 3 ? await listedInTables(set) : await listedInLines(set)
  return found.sort((a, b) => a.index - b.index)
}

/** @throws InputError where there is no such episode */
export async function placeOf(set: LeRobotSet, index: number): Promise<EpisodePlace> {
  if (set.version === 3) return placeInTables(set, index)
  const { total, known } = await foundInLines(set, index)
  if (!known && !(index < total)) throw noEpisode(set, index)
  const numbers = { episode_chunk: Math.floor(index / set.chunk), episode_index: index }
  return {
    ...(known ?? { index, length: null, task: '' }),
    dataFile: set.dataFile(numbers),
    shared: false,
    video: (camera) => ({ file: set.videoFile(camera, numbers), start: null })
  }
}

function noEpisode({ name, episodes }: LeRobotSet, index: number): InputError {
  const last = episodes === null ? '' : `; the last one is ${episodes - 1}`
  return new InputError(`${name} has no episode ${index}${last}.`)
}

async function* lines(set: LeRobotSet): AsyncGenerator<Episode> {
  const file = join(set.root, 'meta', 'episodes.jsonl')
  if (!(await stat(file).catch(() => null))?.isFile()) return
  for await (const line of createInterface({ input: Readable.from(readParts(file)), crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    let json: unknown = null
    try {
      json = JSON.parse(line)
    } catch {
      // Told below.
    }
    const episode = Line.safeParse(json)
    if (!episode.success)
      throw new InputError(`meta/episodes.jsonl of ${set.name} is damaged; copy it again from its source.`)
    const { episode_index: index, length = null, tasks = [] } = episode.data
    yield { index, length, task: taskIn(tasks) }
  }
}

async function listedInLines(set: LeRobotSet): Promise<Episode[]> {
  const found: Episode[] = []
  for await (const episode of lines(set)) {
    found.push(episode)
    refuseMany(set, found.length)
  }
  if (found.length > 0) return found
  if (set.episodes === null) throw unlisted(set, 'meta/episodes.jsonl')
  refuseMany(set, set.episodes)
  return Array.from({ length: set.episodes }, (_, index) => ({ index, length: null, task: '' }))
}

async function foundInLines(set: LeRobotSet, index: number): Promise<{ total: number; known: Episode | null }> {
  let listed = 0
  for await (const episode of lines(set)) {
    listed++
    if (episode.index === index) return { total: 0, known: episode }
  }
  return { total: listed > 0 ? 0 : (set.episodes ?? 0), known: null }
}

function refuseMany({ name }: LeRobotSet, count: number): void {
  if (count <= MOST) return
  throw new InputError(
    `${name} says that it has more than ${MOST} episodes, which are more than can be listed; choose one, such as --episode 0.`
  )
}

function unlisted({ name }: LeRobotSet, what: string): InputError {
  return new InputError(
    `${name} is a LeRobot data set without ${what}, its list of episodes; copy that beside the rest.`
  )
}

/** The tables of episodes of version 3, in order. */
async function tables(set: LeRobotSet): Promise<string[]> {
  const folder = join(set.root, 'meta', 'episodes')
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const found = inNaturalOrder(names.filter((name) => name.endsWith('.parquet')))
  if (found.length === 0) throw unlisted(set, 'meta/episodes')
  return found.map((name) => join(folder, name))
}

async function listedInTables(set: LeRobotSet): Promise<Episode[]> {
  const found: Episode[] = []
  for (const path of await tables(set)) {
    await using table = await openParquet(path)
    refuseMany(set, found.length + table.rows)
    const has = (name: string): boolean => table.columns.some(({ element }) => element.name === name)
    const indices = await table.read('episode_index')
    const lengths = has('length') ? await table.read('length') : []
    const tasks = has('tasks') ? await table.read('tasks') : []
    indices.forEach((index, row) =>
      found.push({ index: wholeNumber(index, set), length: numberOrNull(lengths[row]), task: taskIn(tasks[row]) })
    )
  }
  return found
}

async function placeInTables(set: LeRobotSet, index: number): Promise<EpisodePlace> {
  for (const path of await tables(set)) {
    await using table = await openParquet(path)
    const row = (await table.read('episode_index')).findIndex((each) => numberOf(each) === index)
    if (row < 0) continue
    const values = await rowOf(
      table,
      row,
      /^(length|tasks|data\/(chunk|file)_index|videos\/.*\/(chunk_index|file_index|from_timestamp))$/
    )
    const at = (name: string): number => wholeNumber(values.get(name), set)
    const place = (of: string) => ({ chunk_index: at(`${of}/chunk_index`), file_index: at(`${of}/file_index`) })
    return {
      index,
      length: numberOrNull(values.get('length')),
      task: taskIn(values.get('tasks')),
      dataFile: set.dataFile(place('data')),
      shared: true,
      video: (camera) => {
        const start = numberOf(values.get(`videos/${camera}/from_timestamp`))
        if (!(start >= 0 && start < 1e9)) throw damagedList(set)
        return { file: set.videoFile(camera, place(`videos/${camera}`)), start }
      }
    }
  }
  throw noEpisode(set, index)
}

async function rowOf(table: ParquetFile, row: number, wanted: RegExp): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>()
  for (const { element } of table.columns)
    if (wanted.test(element.name)) values.set(element.name, (await table.read(element.name, row, row + 1))[0])
  return values
}

function damagedList({ name }: LeRobotSet): InputError {
  return new InputError(`The list of episodes of ${name} (meta/episodes) is damaged; copy it again from its source.`)
}

function wholeNumber(value: unknown, set: LeRobotSet): number {
  const number = numberOf(value)
  if (!Number.isSafeInteger(number) || number < 0) throw damagedList(set)
  return number
}

function numberOrNull(value: unknown): number | null {
  const number = numberOf(value)
  return Number.isSafeInteger(number) && number >= 0 ? number : null
}

function taskIn(tasks: unknown): string {
  const [first] = Array.isArray(tasks) ? (tasks as unknown[]) : []
  return typeof first === 'string' ? first : ''
}
