import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { laneMiddle, pursue } from '../drive/driver.ts'
import { shutter } from '../drive/frame.ts'
import { mountCamera } from '../drive/mount.ts'
import { createTraffic } from '../drive/traffic.ts'
import { move } from '../drive/vehicle.ts'
import { inputSheet } from '../recipe.ts'
import type { View } from '../scene/view.ts'
import type { Shoot, Studio } from '../studio.ts'
import type { BoardRule } from '../world/boards.ts'
import { project } from '../drive/camera.ts'
import { boardBoxes, boardCorners, showsBoard } from '../truth/boardTruth.ts'
import { lanePolygon, laneBoundaries } from '../truth/laneTruth.ts'
import type { Polygon } from '../../src/shared/lanes.ts'
import { createRandom } from '../world/random.ts'
import type { WeatherKind } from '../world/weather.ts'
import { createWorld, type World, type WorldSpec } from '../world/world.ts'

/** Pictures to learn from, and the steering that each of them asks for. */
export interface PictureSet {
  count: number
  /** RGB [count, 66, 200, 3]. */
  pictures: Uint8Array
  /** Normalised, left-positive. */
  steering: Float32Array
  /** The own lane in a picture, widened on its left and right by so many lane widths; null where it is not seen. */
  corridor(index: number, margins: readonly [left: number, right: number]): Polygon | null
  /** The panels of the boards in a picture; none where all of them are too far away to be looked at. */
  boards(index: number): Polygon[]
}

export interface PicturePlan {
  seed: string
  worlds: number
  perWorld: number
  boards: BoardRule
  /** As of a world. */
  lined?: number
  /** Deviation of the camera car from the driver's place: metres across and radians of heading. */
  astray: { offset: number; heading: number }
}

const weathers: readonly [WeatherKind, ...WeatherKind[]] = ['sun', 'overcast', 'sun', 'dusk', 'sun', 'rain']
const spacing = 6

/**
 * Renders pictures from many worlds, the car set astray from the middle of its lane so that a model learns the way back.
 * The pictures of each world are kept in `cache` under the hash of all that they are made from.
 */
export async function renderPictures(
  studio: Studio,
  plan: PicturePlan,
  cache: string,
  progress: (done: number, of: number) => void
): Promise<PictureSet> {
  const count = plan.worlds * plan.perWorld
  const worlds = Array.from({ length: plan.worlds }, (_, i) => aimShots(plan, i))
  const steering = Float32Array.from(worlds.flatMap(({ shots }) => shots.map((shot) => shot.steering)))
  const size = plan.perWorld * inputSheet.width * inputSheet.height * 3
  const pictures = new Uint8Array(plan.worlds * size)
  await mkdir(cache, { recursive: true })
  const missing: { index: number; file: string; shoot: Shoot }[] = []
  for (const [index, { world, shots }] of worlds.entries()) {
    const views = shots.map(({ view }) => view)
    const made = JSON.stringify([studio.fingerprint, world.spec, views])
    const file = join(cache, `pictures-${createHash('sha256').update(made).digest('hex').slice(0, 16)}.bin`)
    const kept = await readFile(file).catch(() => null)
    if (kept?.length === size) pictures.set(kept, index * size)
    else missing.push({ index, file, shoot: { world: world.spec, views } })
  }
  let done = 0
  const shoots = missing.map(({ shoot }) => shoot)
  for await (const taken of studio.shoot(shoots, inputSheet)) {
    const { index = 0, file = '' } = missing[done++] ?? {}
    pictures.set(taken, index * size)
    await writeFile(file, taken)
    progress((plan.worlds - missing.length + done) * plan.perWorld, count)
  }
  const placeOf = (index: number): { world: World; view: View } => {
    const { world, shots } = worlds[Math.floor(index / plan.perWorld)] ?? {}
    const view = shots?.[index % plan.perWorld]?.view
    if (!world || !view) throw new RangeError(`there is no picture ${index}`)
    return { world, view }
  }
  return {
    count,
    pictures,
    steering,
    corridor: (index, margins) => {
      const { world, view } = placeOf(index)
      return lanePolygon(laneBoundaries(world.road, view.pose, view.s, margins))
    },
    boards: (index) => {
      const { world, view } = placeOf(index)
      const boxes = boardBoxes(world.road, world.boards, view.pose, view.s)
      return showsBoard(boxes) ? boxes.map(({ board }) => panelPolygon(world, board, view.pose)) : []
    }
  }
}

function panelPolygon({ road, boards }: World, index: number, pose: View['pose']): Polygon {
  const board = boards[index]
  const corners = board ? boardCorners(road, board).map((corner) => project(pose, corner)) : []
  return corners.flatMap((corner): Polygon => (corner ? [[corner.x, corner.y]] : []))
}

interface Shot {
  view: View
  steering: number
}

function aimShots(plan: PicturePlan, index: number): { world: World; shots: Shot[] } {
  const weather = weathers[index % weathers.length] ?? 'sun'
  const length = plan.perWorld * spacing + 160
  const { boards, lined } = plan
  const spec: WorldSpec = {
    seed: `${plan.seed}/${index}`,
    length,
    weather,
    boards,
    ...(lined !== undefined && { lined })
  }
  const world = createWorld(spec)
  const random = createRandom(`${spec.seed}/shots`)
  const traffic = createTraffic(random.fork('traffic'), world.road)
  const time = random.range(0, 40)
  const shots = Array.from({ length: plan.perWorld }, (_, i): Shot => {
    const s = 30 + i * spacing + random.range(-2.5, 2.5)
    return aimShot(world, plan, s, random, traffic(time + i * 0.4, s))
  })
  return { world, shots }
}

function aimShot(
  { road }: World,
  plan: PicturePlan,
  s: number,
  random: ReturnType<typeof createRandom>,
  cars: View['cars']
): Shot {
  const clipped = (deviation: number): number => deviation * Math.max(-2.6, Math.min(2.6, random.normal()))
  const [x, y] = road.point(s, laneMiddle + clipped(plan.astray.offset))
  const heading = road.heading(s) + clipped(plan.astray.heading)
  const car = { x, y, heading, speed: random.range(9, 17) }
  const lean = { pitch: random.normal() * 0.007, roll: random.normal() * 0.009 }
  const shake = { pitch: lean.pitch + random.normal() * 0.0015, roll: lean.roll }
  const driver = pursue(road, car, s)
  const pose = mountCamera(road, car, s, lean)
  const before = mountCamera(road, move(car, driver, 0, -shutter), s, shake)
  return {
    view: { pose, before, s, cars, gain: random.range(0.85, 1.15), time: random.range(0, 60), caption: '' },
    steering: driver
  }
}
