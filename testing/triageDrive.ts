import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lanesMadeOf } from '../src/main/analysis/driveLanes.ts'
import { scoringKey } from '../src/main/analysis/rescore.ts'
import { emptyTraits } from '../src/main/attention/mapTraits.ts'
import { detectorVersion } from '../src/main/lanes/detect.ts'
import { openStore } from '../src/main/store/store.ts'
import { quantise } from '../src/shared/saliencyMap.ts'
import { aroundOwnLanes, fillRun, shareMasses } from './filledRun.ts'
import { ffmpeg } from './recordings.ts'
import { plainRoad, renderRoad } from './roads.ts'
import { seeded } from './seeded.ts'
import { addRun } from './storeRows.ts'

/** A run to be judged: where it is kept, and how many stretches the default rule flags in it. */
export interface TriageDrive {
  driveId: string
  runId: string
  events: number
  frames: number
}

const RATE = 20
/** From the beginning of one event to that of the next. */
const APART = 40
/** Pictures that are unlike each other; they come again and again. */
const PICTURES = 48
const [WIDTH, HEIGHT] = [640, 320]

/**
 * Makes a library with a run that is analysed, of so many events by the default rule: a road with pictures of the usual
 * size, and of each event another length, depth and place. Nothing of it has to be decoded or computed.
 */
export function writeTriageDrive(dataDir: string, events = 100): TriageDrive {
  const frames = APART * (events + 1)
  const pictures = roadPictures()
  const random = seeded(19)
  const stretches = Array.from({ length: events }, (_, i) => ({
    first: APART * i + 12,
    last: APART * i + 12 + 11 + Math.floor(random() * 15),
    share: 0.02 + 0.12 * random(),
    toLeft: random()
  }))
  const at = (frame: number) => {
    const stretch = stretches[Math.floor(frame / APART)]
    return stretch && stretch.first <= frame && frame <= stretch.last ? stretch : null
  }
  const masses = shareMasses(
    frames,
    (frame) => at(frame)?.share ?? 0.5,
    (margin) => 0.2 + margin / 100
  )
  for (const { inside, left, right } of masses.own.atMargin)
    for (let frame = 0; frame < frames; frame++) {
      const outside = 1 - inside[frame]!
      left[frame] = outside * (at(frame)?.toLeft ?? 0.5)
      right[frame] = outside - left[frame]!
    }

  const store = openStore(dataDir)
  try {
    const { drive, run } = addRun(store.library)
    const cache = store.cache(drive.id)
    fillRun(cache, run.id, {
      frames,
      rate: RATE,
      picture: (frame) => pictures[frame % PICTURES]!,
      steering: (frame) => 0.2 * Math.sin(frame / 50),
      map: (frame) => spot(at(frame)?.toLeft ?? 0.5)
    })
    const lanes = lanesMadeOf(store.library, drive, { detector: detectorVersion, recorded: null })
    cache.setMasses(run.id, scoringKey(lanes, frames), aroundOwnLanes(masses.own))
    const traits = emptyTraits(frames)
    for (const values of [traits.centroidX, traits.centroidY, traits.change]) values.fill(0.5)
    cache.setTraits(run.id, traits)
    store.library.drives.decoded(drive.id, { frames, duration: frames / RATE, warnings: [] })
    return { driveId: drive.id, runId: run.id, events, frames }
  } finally {
    store.close()
  }
}

/** A map of 160 x 80 with one round place, from the left (1) to the right (0). */
function spot(toLeft: number) {
  const [width, height] = [160, 80]
  const values = new Float32Array(width * height)
  const x = width * (0.85 - 0.7 * toLeft)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      values[row * width + column] = Math.exp(-((column - x) ** 2 + (row - 0.6 * height) ** 2) / 200)
  return quantise(values, width, height)
}

/** Pictures of a road as they are kept, JPEG. */
function roadPictures(): Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'lanegaze-road-'))
  try {
    const scene = { ...plainRoad, width: WIDTH, height: HEIGHT }
    const raw = Array.from({ length: PICTURES }, (_, i) => renderRoad({ ...scene, seed: i }, 5 * i).rgb)
    const form = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${WIDTH}x${HEIGHT}`, '-r', String(RATE), '-i', 'pipe:0']
    ffmpeg([...form, '-q:v', '4', join(folder, '%04d.jpg')], Buffer.concat(raw))
    return readdirSync(folder)
      .toSorted()
      .map((name) => readFileSync(join(folder, name)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
