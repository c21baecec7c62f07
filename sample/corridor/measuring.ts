import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { maskLane } from '../../src/main/lanes/labels/maskLane.ts'
import type { Polygon } from '../../src/shared/lanes.ts'
import { openEncoder } from '../encoder.ts'
import { createRandom } from '../world/random.ts'
import { driveThrough, DRIVE_RATE } from './drive.ts'
import { takePicture } from './picture/picture.ts'
import { OWN } from './world/section.ts'
import { createWorld } from './world/world.ts'

/** Driven worlds that the detector is measured or tuned on; seeds that no training sees. */
export interface DrivenSet {
  seed: string
  worlds: number
  frames: number
}

export const tuningSet: DrivenSet = { seed: 'corridor tuning', worlds: 90, frames: 60 }
export const measuringSet: DrivenSet = { seed: 'corridor measuring', worlds: 100, frames: 60 }

const WIDTH = 320
/** An own lane that fills less of the picture than this cannot be told by anybody. */
const LEAST = 0.01

/** What is known of a driven world beside its pictures: `truth.json` beside `drive.mp4`. */
export interface DrivenTruth {
  width: number
  height: number
  rate: number
  /** The lanes are not widened. */
  margin: 0
  kind: string
  frames: { lane: Polygon | null; ignore?: boolean }[]
}

/** Drives through the worlds of a set that are not there yet, into a folder each. */
export async function makeDrivenSet(
  { seed, worlds, frames }: DrivenSet,
  folder: string,
  say: (line: string) => void
): Promise<void> {
  const began = Date.now()
  let made = 0
  for (let i = 0; i < worlds; i++) {
    const into = join(folder, `${i}`.padStart(3, '0'))
    if (existsSync(join(into, 'truth.json'))) continue
    await driveWorld(`${seed}/${i}`, frames, into)
    const left = (((Date.now() - began) / ++made) * (worlds - i - 1)) / 60_000
    if (i % 10 === 9) say(`${seed}: ${i + 1} of ${worlds} worlds; ${Math.ceil(left)} minutes left`)
  }
}

async function driveWorld(seed: string, frames: number, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const world = createWorld(seed)
  const { across, up } = world.camera
  const size = { width: WIDTH, height: 2 * Math.round((WIDTH * up) / across / 2) }
  const quality = Math.round(createRandom(`${seed}/quality`).range(16, 33))
  const encoder = openEncoder(join(folder, 'drive.mp4'), { ...size, rate: DRIVE_RATE, quality })
  const known: DrivenTruth['frames'] = []
  for (const [frame, view] of driveThrough(world, frames).entries()) {
    const { rgb, shows } = takePicture(world, view, size, `${frame}`)
    await encoder.write(rgb)
    known.push(laneShown(shows, size))
  }
  await encoder.finish()
  const truth: DrivenTruth = { ...size, rate: DRIVE_RATE, margin: 0, kind: world.look.kind, frames: known }
  await writeFile(join(folder, 'truth.json.part'), JSON.stringify(truth))
  await rename(join(folder, 'truth.json.part'), join(folder, 'truth.json'))
}

function laneShown(shows: Uint8Array, size: { width: number; height: number }): DrivenTruth['frames'][number] {
  const data = shows.map((value) => Number(value === OWN))
  const area = data.reduce((sum, value) => sum + value, 0) / data.length
  if (area > 0 && area < LEAST) return { lane: null, ignore: true }
  return { lane: maskLane({ ...size, data })?.polygon ?? null }
}
