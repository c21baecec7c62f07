import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { readText } from '../place/openFile.ts'

/** How many folders up from a video the data set may be (`videos/chunk-000/observation.images.front/episode_000000.mp4`). */
const UP = 5

/** `info.json` is a few kilobytes. */
const LARGEST = 2 ** 24

/** The little of `meta/info.json` that tells a LeRobot data set. */
const Info = z.looseObject({ codebase_version: z.string(), features: z.looseObject({}) })

/**
 * What is not read of the LeRobot data set that a video lies in, in one sentence; null where it lies in none. Its videos
 * open as videos.
 */
export async function unreadOfLeRobot(video: string): Promise<string | null> {
  let folder = dirname(video)
  for (let up = 0; up < UP && dirname(folder) !== folder; up++) {
    if (await isLeRobot(folder))
      return `This video is one of the LeRobot data set ${basename(folder)}, whose steering and times are read where the data set itself is opened: ${folder}`
    folder = dirname(folder)
  }
  return null
}

async function isLeRobot(folder: string): Promise<boolean> {
  const text = await readText(join(folder, 'meta', 'info.json'), LARGEST).catch(() => null)
  try {
    return text !== null && Info.safeParse(JSON.parse(text)).success
  } catch {
    return false // some other info.json
  }
}
