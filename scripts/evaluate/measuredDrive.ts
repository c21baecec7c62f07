import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type Size, viewSize } from '../../src/main/decode/sizes.ts'
import { CORRIDOR_MARGIN, Polygon } from '../../src/shared/lanes.ts'
import type { TruthFile } from '../../sample/truth/files.ts'
import type { Interruption } from '../../sample/truth/laneTruth.ts'
import { VIEW_WIDTH, viewsOf } from './watchDrive.ts'

/** What is known of one frame of a drive. */
export interface KnownFrame {
  /** The own lane or track, in 0..1 of the picture; null where there is none to be in. */
  lane: Polygon | null
  /** How many boundaries of it are painted, where that is known. */
  painted?: 0 | 1 | 2 | undefined
  /** Why markings cease near ahead. */
  interrupted?: Interruption | undefined
  /** Nobody can tell: the frame is looked at, and not judged. */
  ignore?: boolean | undefined
}

/** A drive that the detector is measured on. */
export interface MeasuredDrive {
  name: string
  /** Frames a second. */
  rate: number
  /** Lane widths by which the known lanes are widened on each side. */
  margin: number
  /** Size of its views in pixels. */
  size: Size
  /** RGB [height, width, 3], 8 bit, `VIEW_WIDTH` wide, one a frame; null in those that are not looked at. */
  views: AsyncIterable<Uint8Array | null>
  /** One a frame. */
  frames: KnownFrame[]
}

/** Opens a folder that the sample's script wrote for the lane detector: `drive.mp4` and `truth.json`. */
export async function renderedDrive(folder: string): Promise<MeasuredDrive> {
  // Written by this project and never by people: its own type is trusted.
  const { plan, frames } = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as TruthFile
  return {
    ...opened(folder, { ...plan.picture, rate: plan.drive.rate }),
    margin: CORRIDOR_MARGIN,
    frames: frames.map(({ corridor, painted, interrupted }) => ({ lane: corridor, painted, interrupted }))
  }
}

const World = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  rate: z.number().positive(),
  margin: z.number().min(0),
  frames: z.array(z.object({ lane: Polygon.nullable(), ignore: z.boolean().optional() }))
})

/** Opens a folder of the measuring set of other worlds: `drive.mp4`, and `truth.json` with what `World` says. */
export async function measuringWorld(folder: string): Promise<MeasuredDrive> {
  const { margin, frames, ...video } = World.parse(JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')))
  return { ...opened(folder, video), margin, frames }
}

function opened(
  folder: string,
  { width, height, rate }: Size & { rate: number }
): Pick<MeasuredDrive, 'name' | 'rate' | 'size' | 'views'> {
  const source = { type: 'video' as const, file: join(folder, 'drive.mp4') }
  const size = viewSize({ width, height }, VIEW_WIDTH)
  return { name: basename(folder), rate, size, views: viewsOf({ source, width, height, rate }) }
}
