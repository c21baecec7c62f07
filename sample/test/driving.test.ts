import { describe, expect, it } from 'vitest'
import { laneMiddle, pursue } from '../drive/driver.ts'
import { driveAlong } from '../drive/driveAlong.ts'
import type { DriveFrame } from '../drive/frame.ts'
import { move, type Vehicle, wheelAngleAtOne, wheelbase } from '../drive/vehicle.ts'
import { truthFiles } from '../truth/files.ts'
import { laneWidth, layRoad } from '../world/road.ts'
import { createWorld } from '../world/world.ts'

const flat = (): number => 0
const picture = { width: 320, height: 180, quality: 22 }

describe('a vehicle', () => {
  it('drives the circle of its wheel angle', () => {
    const steering = 0.3
    const radius = wheelbase / Math.tan(steering * wheelAngleAtOne)
    let car: Vehicle = { x: 0, y: 0, heading: 0, speed: 10 }
    for (let i = 0; i < 500; i++) car = move(car, steering, 0, 0.01)
    expect(car.heading).toBeCloseTo(50 / radius, 6)
    expect(Math.hypot(car.x, car.y - radius)).toBeCloseTo(radius, 2)
  })

  it('stops and does not roll back', () => {
    expect(move({ x: 0, y: 0, heading: 0, speed: 1 }, 0, -5, 1).speed).toBe(0)
  })
})

describe('the driver', () => {
  it.each([
    [0.015, 1],
    [-0.015, -1]
  ])('steers by the curvature of the lane when all is well (%f 1/m)', (curvature, sign) => {
    const road = layRoad(new Float64Array(200).fill(curvature), flat)
    const lane = 1 / curvature - laneMiddle
    const [x, y] = road.point(50, laneMiddle)
    const steering = pursue(road, { x, y, heading: road.heading(50), speed: 10 }, 50)
    expect(steering).toBeCloseTo(Math.atan(wheelbase / lane) / wheelAngleAtOne, 2)
    expect(Math.sign(steering)).toBe(sign)
  })

  it('steers back: to the left when right of the lane', () => {
    const road = layRoad(new Float64Array(200), flat)
    expect(pursue(road, { x: 50, y: laneMiddle - 1, heading: 0, speed: 10 }, 50)).toBeGreaterThan(0.1)
    expect(pursue(road, { x: 50, y: laneMiddle + 1, heading: 0, speed: 10 }, 50)).toBeLessThan(-0.1)
  })

  it('keeps within half a metre of the middle of the lane all along a winding road', async () => {
    const world = createWorld({ seed: 'keeps', length: 1500, weather: 'sun', boards: 'none' })
    const options = { seed: 'keeps', rate: 20, frames: 1800, cruise: 16, from: 20 }
    let count = 0
    for await (const frame of driveAlong(world, options)) {
      expect(Math.abs(frame.offset)).toBeLessThan(0.5)
      count++
    }
    expect(count).toBeGreaterThan(1000)
  })

  it('changes to the other lane and back when told to, and the truth follows', async () => {
    const world = createWorld({ seed: 'changes', length: 900, weather: 'sun', boards: 'none' })
    const options = { seed: 'changes', rate: 5, frames: 100, cruise: 14, from: 20, changes: [4, 12] }
    const frames: DriveFrame[] = []
    for await (const frame of driveAlong(world, options)) frames.push(frame)
    const { truth } = truthFiles(world, { world: world.spec, drive: options, picture }, frames)
    const beside = (frame: number): number => frames[frame]?.offset ?? NaN
    for (const frame of [10, 19, 85, 95]) expect(Math.abs(beside(frame))).toBeLessThan(0.5)
    for (const frame of [40, 50, 59]) expect(Math.abs(beside(frame) - laneWidth)).toBeLessThan(0.5)
    // The lane that the car is in begins on both sides of the picture's middle.
    for (const frame of [10, 50, 95]) {
      const { left, right } = truth.frames[frame]?.lane ?? { left: [], right: [] }
      expect(left[0]?.[0]).toBeLessThan(0.5)
      expect(right[0]?.[0]).toBeGreaterThan(0.5)
    }
  })

  it('ends the drive when the steering leads off the road', async () => {
    const world = createWorld({ seed: 'off', length: 600, weather: 'sun', boards: 'none' })
    const options = { seed: 'off', rate: 10, frames: 600, cruise: 12, from: 20 }
    const offsets: number[] = []
    for await (const { offset } of driveAlong(world, options, () => -0.4)) offsets.push(offset)
    expect(offsets.length).toBeLessThan(100)
    expect(offsets.at(-1)).toBeLessThan(-4)
  })
})
