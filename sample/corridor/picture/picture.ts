import { createRandom } from '../../world/random.ts'
import { createGround } from '../world/relief.ts'
import { isOff } from '../world/section.ts'
import { pointAt } from '../world/track.ts'
import type { View, World } from '../world/world.ts'
import { applyLight } from './applyLight.ts'
import { createCanvas } from './canvas.ts'
import { damage } from './damage.ts'
import { drawBackdrop } from './drawBackdrop.ts'
import { drawGround } from './drawGround.ts'
import { drawThings } from './drawThings.ts'
import { createLens } from './lens.ts'

/** A picture of a world, and what there is to know of it. */
export interface Picture {
  width: number
  height: number
  /** [height, width, 3], 8 bit. */
  rgb: Uint8Array
  /** NEITHER, OWN or OTHER, [height, width]. */
  shows: Uint8Array
  /** A wheel of the car is on no surface that is driven on. */
  isOff: boolean
}

/** Takes a picture. The same world and view give the same picture. @param name of the picture, for what is random in it */
export function takePicture(world: World, view: View, size: { width: number; height: number }, name: string): Picture {
  const { width, height } = size
  const random = createRandom(`${world.seed}/${name}`)
  const canvas = createCanvas(width, height)
  const lens = createLens(world.camera, view, width, height)
  const ground = createGround(world.relief, world.camera.height, view.s, 400 * world.look.unit)
  drawGround(canvas, world, view, lens, ground)
  drawBackdrop(canvas, world.backdrop, lens, pointAt(world.track, view).heading + view.turn)
  drawThings(canvas, world, view, lens, ground)
  applyLight(canvas, world, random)
  if (world.variety.damage) damage(canvas, random)
  const rgb = new Uint8Array(canvas.rgb.length)
  for (let i = 0; i < rgb.length; i++) rgb[i] = Math.max(0, Math.min(255, canvas.rgb[i]! * 255 + 0.5))
  return { width, height, rgb, shows: canvas.shows, isOff: isOff(world.look.section, view.d, world.halfCar) }
}
