import { describe, expect, it } from 'vitest'
import { driveAlong } from '../drive/driveAlong.ts'
import type { DrivePlan } from '../drive/drivePlan.ts'
import type { DriveFrame } from '../drive/frame.ts'
import { fullPlan } from '../plans.ts'
import { truthFiles, type TruthFile } from '../truth/files.ts'
import { isOff, leavingOf, middleOf } from '../truth/offTheRoad.ts'
import { laneWidth, layRoad, pavedHalfWidth } from '../world/road.ts'
import { createWorld } from '../world/world.ts'

const level = { x: 0, y: 0, z: 0, pitch: 0, roll: 0 }

describe("a car's middle", () => {
  const road = layRoad(new Float64Array(200), () => 0)

  it.each([
    ['along the road, in the middle of the lane', 0, 0, -laneWidth / 2],
    ['along the road, on the centre line', laneWidth / 2, 0, 0],
    ['turned to the left', 0, 0.2, -laneWidth / 2 + 1.35 * Math.sin(0.2)],
    ['turned to the right', -1, -0.4, -laneWidth / 2 - 1 - 1.35 * Math.sin(0.4)]
  ])('is half a wheelbase before its rear axle: %s', (_, offset, yaw, expected) => {
    expect(middleOf(road, { s: 80, offset, pose: { ...level, yaw } })).toBeCloseTo(expected, 6)
  })

  it.each([
    ['never', [-1.7, -1.8, -1.7], { lane: null, road: null }],
    ['over the edge line, and over the edge of the tarmac', [-1.7, -3.6, -4, -4.2, -5], { lane: 1, road: 3 }],
    ['over the centre line, and over the other edge', [-1.7, 0.1, 3.4, 4, 4.11], { lane: 1, road: 4 }],
    ['and comes back', [-1.7, 0.1, -1.7], { lane: 1, road: null }]
  ])('leaves %s', (_, middles, expected) => {
    expect(leavingOf(middles)).toEqual(expected)
  })
})

describe('the drives that run off the road', () => {
  const plans = Object.entries(fullPlan.runoff).filter(([name]) => name.startsWith('off-'))

  it('are twenty: all weathers, asleep and drifting, slowly and sharply, to the left and to the right', async () => {
    const truths = await Promise.all(plans.map(([, plan]) => truthOf(plan)))
    expect(truths).toHaveLength(20)
    const sides = truths.map(({ frames, plan }) => {
      const { offset } = frames.at(-1)!
      return `${plan.drive.runOff!.driver} to the ${offset > 0 ? 'left' : 'right'}`
    })
    for (const driver of ['asleep', 'drifting'])
      for (const side of ['left', 'right']) expect(sides).toContain(`${driver} to the ${side}`)
    expect(new Set(truths.map(({ plan }) => plan.world.weather)).size).toBe(5)
    const pulls = plans.map(([, plan]) => Math.abs(plan.drive.runOff!.pull))
    expect(Math.max(...pulls)).toBeGreaterThan(0.1)
    expect(Math.min(...pulls.filter((pull) => pull > 0.002))).toBeLessThan(0.03)
  })

  it.each(plans)(
    '%s: drives well for eight seconds, then leaves its lane, then the road, for good',
    async (_, plan) => {
      const { frames, leaves } = await truthOf(plan)
      const { at } = plan.drive.runOff!
      const { rate } = plan.drive
      expect(at).toBeGreaterThan(8)
      for (const { offset } of frames.slice(0, at * rate)) expect(Math.abs(offset)).toBeLessThan(0.5)
      expect(leaves!.lane).toBeGreaterThan((at + 1) * rate)
      expect(leaves!.road).toBeGreaterThanOrEqual(leaves!.lane! + 1)
      expect(frames.length).toBeGreaterThanOrEqual(leaves!.road! + 4)
      expect(frames.length / rate).toBeGreaterThanOrEqual(12)
      frames.forEach(({ off, corridor, lane }, frame) => {
        expect(off ?? false).toBe(frame >= leaves!.road!)
        if (off) expect({ corridor, lane }).toEqual({ corridor: null, lane: { left: [], right: [] } })
      })
    }
  )

  it('keep what is steered and how fast they go in their signals: nobody brakes', async () => {
    const plan = fullPlan.runoff['off-13-rain']!
    const frames = await framesOf(plan)
    const astray = frames.slice(plan.drive.runOff!.at * plan.drive.rate)
    expect(new Set(astray.map(({ steering }) => steering)).size).toBe(1)
    expect(new Set(astray.map(({ speed }) => speed)).size).toBe(1)
  })
})

describe('the drives beside them', () => {
  const plans = Object.entries(fullPlan.runoff).filter(([name]) => name.startsWith('stays-'))

  it('are twenty', () => {
    expect(plans).toHaveLength(20)
  })

  it.each(plans)('%s: stays on the road to its end', async (_, plan) => {
    const { frames, leaves } = await truthOf(plan)
    expect(leaves).toBeUndefined()
    expect(frames).toHaveLength(plan.drive.frames)
    expect(frames.every(({ off, corridor }) => off === undefined && corridor !== null)).toBe(true)
    const isAside = frames.some(({ offset }) => offset > laneWidth / 2)
    expect(isAside).toBe(plan.drive.changes !== undefined)
    for (const kind of ['junctions', 'unmarked'] as const)
      if (plan.world[kind])
        expect(frames.some(({ interrupted }) => interrupted && kind.startsWith(interrupted))).toBe(true)
  })

  it('are never off the tarmac by the same measure', () => {
    expect(isOff(pavedHalfWidth - 0.01)).toBe(false)
    expect(isOff(-pavedHalfWidth - 0.01)).toBe(true)
  })
})

async function framesOf(plan: DrivePlan): Promise<DriveFrame[]> {
  const frames: DriveFrame[] = []
  for await (const frame of driveAlong(createWorld(plan.world), plan.drive)) frames.push(frame)
  return frames
}

async function truthOf(plan: DrivePlan): Promise<TruthFile> {
  return truthFiles(createWorld(plan.world), plan, await framesOf(plan)).truth
}
