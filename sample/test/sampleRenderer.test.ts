import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { driveAlong } from '../drive/driveAlong.ts'
import { project } from '../drive/camera.ts'
import { openRenderer, type Renderer } from '../renderer.ts'
import type { Sheet, View } from '../scene/view.ts'
import { boardBoxes } from '../truth/boardTruth.ts'
import { laneBoundaries } from '../truth/laneTruth.ts'
import { viewOf } from '../viewOf.ts'
import { crossingAt } from '../world/junctions.ts'
import { createWorld, type World, type WorldSpec } from '../world/world.ts'

const spec: WorldSpec = { seed: 'truth', length: 700, weather: 'overcast', boards: 'telling' }
const sheet: Sheet = { width: 480, height: 270, window: [0, 0, 1, 1], fine: 1 }
const world = createWorld(spec)
let renderer: Renderer

beforeAll(async () => {
  renderer = await openRenderer()
})
afterAll(() => renderer?.close())

/** Still views along the drive, without other cars, that keep the predicate. */
async function views(keep: (view: View) => boolean, count: number): Promise<View[]> {
  const found: View[] = []
  for await (const frame of driveAlong(world, { seed: 'truth', rate: 2, frames: 90, cruise: 14, from: 30 })) {
    const view = viewOf({ ...frame, before: frame.pose, cars: [], gain: 1 })
    if (keep(view)) found.push(view)
    if (found.length === count) break
  }
  return found
}

describe('the renderer', () => {
  it('gives the same bytes for the same view', async () => {
    const [view] = await views(() => true, 1)
    if (!view) throw new Error('no view')
    await renderer.show(spec)
    const first = await renderer.take([view], sheet)
    await renderer.show({ ...spec, seed: 'another' })
    await renderer.show(spec)
    expect(Buffer.compare(await renderer.take([view], sheet), first)).toBe(0)
  })

  it('draws planted boards where the truth has their boxes', async () => {
    const some = await views(({ pose, s }) => boxesOf(world, pose, s).some((box) => box.right - box.left > 0.03), 4)
    expect(some.length).toBe(4)
    const size = sheet.width * sheet.height * 3
    await renderer.show(spec)
    const planted = await renderer.take(some, sheet)
    await renderer.show({ ...spec, boards: 'none' })
    const bare = await renderer.take(some, sheet)
    for (const [i, view] of some.entries()) {
      const boxes = boxesOf(world, view.pose, view.s)
      let [inside, strayed] = [0, 0]
      const area = boxes.reduce(
        (sum, b) => sum + (b.right - b.left) * (b.bottom - b.top) * sheet.width * sheet.height,
        0
      )
      for (let p = 0; p < size; p += 3) {
        const at = i * size + p
        const change =
          Math.abs((planted[at] ?? 0) - (bare[at] ?? 0)) + Math.abs((planted[at + 2] ?? 0) - (bare[at + 2] ?? 0))
        if (change < 60) continue
        const [x, y] = [((p / 3) % sheet.width) / sheet.width, Math.floor(p / 3 / sheet.width) / sheet.height]
        // Posts stand below their board; one pixel for its edges.
        const [dx, dy] = [1.5 / sheet.width, 1.5 / sheet.height]
        const within = boxes.some(
          (b) => x >= b.left - dx && x <= b.right + dx && y >= b.top - dy && y <= b.bottom + (b.bottom - b.top) + dy
        )
        if (within) inside++
        else strayed++
      }
      expect(inside).toBeGreaterThan(area * 0.5)
      expect(strayed).toBeLessThanOrEqual(inside * 0.02)
    }
  })

  it('paves a crossing road where the world has one, over the grass', async () => {
    const crossed = { ...spec, boards: 'none', junctions: [120] } as const satisfies WorldSpec
    const { junctions } = createWorld(crossed)
    const some = await views(({ s }) => s > 95 && s < 110, 2)
    expect(some.length).toBe(2)
    /** How green the middle of the crossing road is, 6 and 8 m to the left and to the right of our centre line. */
    const green = async (shown: WorldSpec): Promise<number[]> => {
      await renderer.show(shown)
      const pictures = await renderer.take(some, sheet)
      return some.flatMap(({ pose }, i) =>
        [-8, -6, 6, 8].map((offset) => {
          const { from, to } = crossingAt(junctions[0]!, offset)
          const at = project(pose, world.road.point((from + to) / 2, offset))
          const [x, y] = [Math.floor(at!.x * sheet.width), Math.floor(at!.y * sheet.height)]
          const p = ((i * sheet.height + y) * sheet.width + x) * 3
          return (pictures[p + 1] ?? NaN) - (pictures[p + 2] ?? NaN)
        })
      )
    }
    const [grass, asphalt] = [await green({ ...spec, boards: 'none' }), await green(crossed)]
    expect(Math.min(...grass)).toBeGreaterThan(15)
    for (const value of asphalt) expect(Math.abs(value)).toBeLessThan(8)
  })

  it('draws the edge line where the truth has the boundary of the lane', async () => {
    const painted = (s: number): boolean =>
      world.markings.some((line) => line.from < s && line.to > s + 30 && line.offset < -3 && line.wear < 0.4)
    const some = await views(({ s }) => painted(s), 4)
    expect(some.length).toBe(4)
    await renderer.show({ ...spec, boards: 'none' })
    const pictures = await renderer.take(some, sheet)
    for (const [i, view] of some.entries()) {
      const { right } = laneBoundaries(world.road, view.pose, view.s)
      const rows = right.filter(([x, y]) => x < 0.97 && y > 0.62 && y < 0.9)
      expect(rows.length).toBeGreaterThan(2)
      for (const [x, y] of rows) {
        const found = brightest(pictures.subarray(i * sheet.width * sheet.height * 3), x, y)
        expect(Math.abs(found - x) * sheet.width).toBeLessThan(2.5)
      }
    }
  })
})

function boxesOf(of: World, pose: View['pose'], s: number): ReturnType<typeof boardBoxes> {
  return boardBoxes(of.road, of.boards, pose, s, 400)
}

/** Where the middle of the brightest stretch of the row is, within 14 pixels of x, in unit picture coordinates. */
function brightest(rgb: Uint8Array, x: number, y: number): number {
  const row = Math.min(sheet.height - 1, Math.floor(y * sheet.height))
  const levels = Array.from({ length: 29 }, (_, i) => {
    const column = Math.round(x * sheet.width) + i - 14
    return { column, level: rgb[(row * sheet.width + column) * 3] ?? 0 }
  })
  const [low, high] = [Math.min(...levels.map(({ level }) => level)), Math.max(...levels.map(({ level }) => level))]
  const paint = levels.filter(({ level }) => level > low + (high - low) * 0.7)
  return paint.reduce((sum, { column }) => sum + column + 0.5, 0) / paint.length / sheet.width
}
