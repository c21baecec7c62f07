import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import type { Recipe } from '../../src/shared/recipe.ts'
import type { TruthFile, TruthFrame } from '../../sample/truth/files.ts'
import type { WeatherKind } from '../../sample/world/weather.ts'
import type { BoardRule } from '../../sample/world/boards.ts'

/** A recorded drive with its truth, decoded from its compressed video as any recording is. */
export interface EvaluationDrive {
  name: string
  weather: WeatherKind
  boards: BoardRule
  width: number
  height: number
  /** Frames a second. */
  rate: number
  /** RGB [height, width, 3] of the model's input, one a frame. */
  inputs: Uint8Array[]
  /** Normalised, left-positive, one a frame. */
  steering: number[]
  truth: TruthFrame[]
}

/**
 * Reads a folder that the sample script wrote: `drive.mp4`, `drive.csv` and `truth.json`, which may lie in another one.
 */
export async function readDrive(folder: string, recipe: Recipe, truthFolder = folder): Promise<EvaluationDrive> {
  // Written by this project and never by people: its own type is trusted.
  const truth = JSON.parse(await readFile(join(truthFolder, 'truth.json'), 'utf8')) as TruthFile
  const { width, height } = truth.plan.picture
  const plan = {
    source: { type: 'video' as const, file: join(folder, 'drive.mp4') },
    width,
    height,
    from: 0,
    input: recipe,
    pictureWidth: null,
    viewWidth: null
  }
  const inputs: Uint8Array[] = []
  for await (const { input } of decodeFrames(plan, new AbortController().signal)) if (input) inputs.push(input)
  if (inputs.length !== truth.frames.length) {
    throw new Error(`${folder} has ${inputs.length} pictures and truth of ${truth.frames.length}; make it again`)
  }
  const rows = (await readFile(join(folder, 'drive.csv'), 'utf8')).trim().split('\n').slice(1)
  const steering = rows.map((row) => Number(row.split(',')[2]))
  const { weather, boards } = truth.plan.world
  const { rate } = truth.plan.drive
  return { name: basename(folder), weather, boards, width, height, rate, inputs, steering, truth: truth.frames }
}
