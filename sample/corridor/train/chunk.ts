import { createRandom } from '../../world/random.ts'
import { takePicture } from '../picture/picture.ts'
import { OTHER, OWN } from '../world/section.ts'
import { createWorld, looksAround, type Variety } from '../world/world.ts'
import { INPUT, OUTPUT } from './network.ts'

/** Pictures that are made and kept together. */
export interface ChunkPlan {
  seed: string
  index: number
  worlds: number
  perWorld: number
  variety: Variety
}

export const RGB = INPUT.width * INPUT.height * 3
export const PLACES = OUTPUT.width * OUTPUT.height
/** Bytes of one picture in a chunk: RGB; a byte a place, the own lane's quarters low and the other road's high; 1 where the car is off. */
export const STRIDE = RGB + PLACES + 1

/** Makes a chunk: the same plan gives the same bytes. */
export function makeChunk({ seed, index, worlds, perWorld, variety }: ChunkPlan): Uint8Array {
  const bytes = new Uint8Array(worlds * perWorld * STRIDE)
  let at = 0
  for (let i = 0; i < worlds; i++) {
    const world = createWorld(`${seed}/${index}/${i}`, variety)
    const views = looksAround(world, createRandom(`${world.seed}/views`), perWorld)
    for (const [n, view] of views.entries()) {
      const { rgb, shows, isOff } = takePicture(world, view, INPUT, `${n}`)
      bytes.set(rgb, at)
      writePlaces(shows, bytes.subarray(at + RGB, at + RGB + PLACES))
      bytes[at + RGB + PLACES] = Number(isOff)
      at += STRIDE
    }
  }
  return bytes
}

/** Quarters of each place, two by two pixels, that show the own lane and the other road. */
function writePlaces(shows: Uint8Array, into: Uint8Array): void {
  for (let row = 0; row < OUTPUT.height; row++)
    for (let column = 0; column < OUTPUT.width; column++) {
      const at = 2 * row * INPUT.width + 2 * column
      let value = 0
      for (const pixel of [at, at + 1, at + INPUT.width, at + INPUT.width + 1])
        value += shows[pixel] === OWN ? 1 : shows[pixel] === OTHER ? 16 : 0
      into[row * OUTPUT.width + column] = value
    }
}
