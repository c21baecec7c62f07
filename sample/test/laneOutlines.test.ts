import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { driveAlong } from '../drive/driveAlong.ts'
import { fullPlan } from '../plans.ts'
import { laneBoundaries } from '../truth/laneTruth.ts'
import { createWorld } from '../world/world.ts'
import { CORRIDOR_MARGIN } from '../../src/main/lanes/corridor.ts'
import { drawnRegion } from '../../src/main/lanes/drawn.ts'
import { LaneFile } from '../../src/shared/lanes.ts'

const plan = fullPlan.drive
const lanes = resolve(import.meta.dirname, '../../resources/sample/lanes.json')

/** How often an outline crosses itself. */
function crossings(outline: readonly (readonly [x: number, y: number])[]): number {
  const edges = outline.map((from, i) => ({ from, to: outline[(i + 1) % outline.length]! }))
  type Edge = (typeof edges)[number]
  const sideOf = ({ from, to }: Edge, [x, y]: readonly [number, number]): number =>
    Math.sign((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]))
  const parts = (a: Edge, b: Edge): boolean => sideOf(a, b.from) * sideOf(a, b.to) < 0
  return edges.flatMap((a, i) => edges.slice(i + 1).filter((b) => parts(a, b) && parts(b, a))).length
}

it('no lane of the bundled drive crosses itself, where its road turns away behind a crest either', async () => {
  const world = createWorld(plan.world)
  const crossed: number[] = []
  let frame = 0
  for await (const { pose, s } of driveAlong(world, plan.drive)) {
    for (const margin of [0, CORRIDOR_MARGIN]) {
      const { left, right } = laneBoundaries(world.road, pose, s, [margin, margin])
      if (crossings([...left, ...right.toReversed()]) > 0) crossed.push(frame)
    }
    frame++
  }
  expect(frame).toBe(plan.drive.frames)
  expect(crossed).toEqual([])
})

it('none of those that come with the sample does, between its keyframes either', async () => {
  const { keyframes } = LaneFile.parse(JSON.parse(await readFile(lanes, 'utf8')))
  const shown = Array.from({ length: plan.drive.frames }, (_, frame) => drawnRegion(keyframes, frame)!.polygon)
  expect(shown.flatMap((polygon, frame) => (crossings(polygon) > 0 ? [frame] : []))).toEqual([])
})
