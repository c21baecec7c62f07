import { describe, expect, it } from 'vitest'
import { project } from '../../../sample/drive/camera.ts'
import { driveAlong } from '../../../sample/drive/driveAlong.ts'
import type { DriveFrame } from '../../../sample/drive/frame.ts'
import { laneBoundaries } from '../../../sample/truth/laneTruth.ts'
import { createWorld } from '../../../sample/world/world.ts'
import {
  cameraFromVanishingPoint,
  type Motion,
  pathAhead,
  pathRegion,
  projectToPicture
} from '../../../src/shared/drivenPath.ts'
import type { PathCamera, Polygon } from '../../../src/shared/lanes.ts'
import { pathCameras } from '../../../src/shared/pathCameras.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'

/** The camera of the sample drive (sample/drive/mount.ts). */
const camera: PathCamera = {
  ...pathCameras[0]!.camera,
  height: 1.38,
  ahead: 1.4,
  pitch: (0.052 * 180) / Math.PI,
  fieldOfView: (2 * Math.atan(0.5 / 0.785) * 180) / Math.PI,
  fullLock: 180 / 16,
  wheelbase: 2.7,
  laneWidth: 3.5
}
const aspect = 16 / 9

/** A drive of constant speed and curvature, told in one of the ways a recording may tell it. */
function arc(
  curvature: number,
  tell: 'normalised' | 'deg' | 'rad' | '1/m' | 'yaw-rate',
  speed: number | null = 15
): Motion {
  const times = Array.from({ length: 200 }, (_, i) => i / 20)
  const wheels = Math.atan(curvature * camera.wheelbase)
  const degrees = (wheels * 180) / Math.PI
  const steering = {
    normalised: degrees / camera.fullLock,
    deg: degrees * camera.steeringRatio,
    rad: wheels * camera.steeringRatio,
    '1/m': curvature,
    'yaw-rate': 0
  }[tell]
  return {
    times,
    steering: tell === 'yaw-rate' ? null : times.map(() => steering),
    steeringUnit: tell === 'yaw-rate' ? 'rad' : tell,
    speed: speed === null ? null : times.map(() => speed),
    yawRate: tell === 'yaw-rate' ? times.map(() => curvature * (speed ?? 0)) : null
  }
}

describe('the driven path', () => {
  it.each([
    ['to the left, normalised', arc(1 / 80, 'normalised')],
    ['to the right, degrees of the steering wheel', arc(-1 / 80, 'deg')],
    ['to the left, radians of the steering wheel', arc(1 / 80, 'rad')],
    ['to the left, curvature', arc(1 / 80, '1/m')],
    ['to the right, yaw rate', arc(-1 / 80, 'yaw-rate')],
    ['without a speed', arc(1 / 80, 'normalised', null)],
    ['at the end of the drive, gone on with', arc(1 / 80, 'normalised', 0)]
  ])('is a circle where steering and speed are constant: %s', (_, motion) => {
    const { points } = pathAhead(motion, camera, 3)!
    const side = Math.sign(points.at(-1)!.left)
    expect(side).toBe(motion.steering?.[0] === undefined || motion.steering[0]! < 0 ? -1 : 1)
    points.forEach(({ ahead, left, heading }, i) => {
      expect(Math.hypot(ahead, left - side * 80)).toBeCloseTo(80, 6)
      expect(ahead).toBeCloseTo(80 * Math.sin(i / 160), 6)
      expect(heading).toBeCloseTo((side * i) / 160, 6)
    })
    expect(points).toHaveLength(121)
  })

  it('follows what was steered later, not what is steered now', () => {
    const motion = arc(0, 'normalised')
    const turning = arc(1 / 50, 'normalised').steering![0]!
    // 20 m straight on, then the bend: frame 26.67 on at 0.75 m a frame.
    motion.steering = motion.times.map((_, i) => (i < 20 ? 0 : turning))
    const { points } = pathAhead(motion, camera, 0)!
    for (const { ahead, left } of points.filter((point) => point.ahead <= 15))
      expect([Math.abs(left) < 1e-9, ahead >= 0]).toEqual([true, true])
    const end = points.at(-1)!
    expect(end.left).toBeCloseTo(50 * (1 - Math.cos(45 / 50)), 6)
  })

  it('is not known without steering', () => {
    expect(pathAhead({ ...arc(0, 'deg'), steering: null }, camera, 0)).toBeNull()
    expect(pathRegion({ ...arc(0, 'deg'), steering: null }, camera, 0, aspect, 0)).toBeNull()
  })

  it('says how much of it was driven', () => {
    expect(pathAhead(arc(0, 'deg'), camera, 0)!.driven).toBeCloseTo(1, 9)
    expect(pathAhead(arc(0, 'deg'), camera, 199)!.driven).toBe(0)
    // 30 m of 60 are left.
    expect(pathAhead(arc(0, 'deg'), camera, 159)!.driven).toBeCloseTo(0.5, 9)
  })
})

describe('the projection', () => {
  it.each([
    [10, 0],
    [6, -2.5],
    [50, 4]
  ])('is that of the renderer of the sample: %d m ahead, %d m left', (ahead, left) => {
    for (const yaw of [0, 4]) {
      const pose = { x: camera.ahead, y: 0, z: 1.38, yaw: (yaw * Math.PI) / 180, pitch: -0.052, roll: 0 }
      const expected = project(pose, [ahead, left, 0])!
      const found = projectToPicture({ ahead, left }, { ...camera, yaw }, aspect)
      expect(found.x).toBeCloseTo(expected.x, 9)
      expect(found.y).toBeCloseTo(expected.y, 9)
    }
  })

  it('gives a straight lane as the trapezoid between its projected corners', () => {
    const { polygon, confidence } = pathRegion(arc(0, 'normalised'), camera, 0, aspect, 0)!
    const at = (ahead: number, left: number): [number, number] => {
      const { x, y } = projectToPicture({ ahead, left }, camera, aspect)
      return [x, y]
    }
    const expected: Polygon = [at(60, 1.75), at(60, -1.75), at(4, -1.75), at(4, 1.75)]
    expect(overlapOfRegions(polygon, expected, { width: 640, height: 360 })).toBeGreaterThan(0.99)
    expect(confidence).toBeGreaterThan(0.7)
  })

  it('is undone by the vanishing point: pitch, yaw and height', () => {
    const turned = { ...camera, yaw: 2, pitch: 4, height: 1.2 }
    // Two sides of a lane along the car's way, at two places.
    const [nearLeft, nearRight, farLeft, farRight] = [
      [8, 1.75],
      [8, -1.75],
      [40, 1.75],
      [40, -1.75]
    ].map(([ahead, left]) => projectToPicture({ ahead: ahead!, left: left! }, turned, aspect)) as [P, P, P, P]
    const slope = (near: P, far: P): number => (near.x - far.x) / (near.y - far.y)
    const [l, r] = [slope(nearLeft, farLeft), slope(nearRight, farRight)]
    const y = (nearRight.x - nearLeft.x - r * nearRight.y + l * nearLeft.y) / (l - r)
    const x = nearLeft.x + l * (y - nearLeft.y)
    const found = cameraFromVanishingPoint({ x, y, spread: r - l }, camera, aspect)
    expect(found.pitch).toBeCloseTo(4, 6)
    expect(found.yaw).toBeCloseTo(2, 6)
    // The rows of the two sides differ a little under yaw.
    expect(found.height).toBeCloseTo(1.2, 2)
  })
})
type P = ReturnType<typeof projectToPicture>

describe('on drives of the sample', () => {
  it.each(['one', 'two'])(
    'lies on the exact lane, although the road rises and falls and the car leans: %s',
    async (seed) => {
      const world = createWorld({ seed, length: 1500, weather: 'sun', boards: 'none' })
      const drive: DriveFrame[] = []
      for await (const frame of driveAlong(world, { seed, rate: 20, frames: 480, cruise: 16, from: 20 }))
        drive.push(frame)
      const motion: Motion = {
        times: drive.map(({ time }) => time),
        steering: drive.map(({ steering }) => steering),
        steeringUnit: 'normalised',
        speed: drive.map(({ speed }) => speed),
        yawRate: null
      }
      const overlaps = drive.flatMap(({ pose, s }, frame) => {
        const found = frame % 6 === 0 ? pathRegion(motion, camera, frame, aspect, 0) : null
        if (!found || found.confidence < 0.5) return []
        const { left, right } = laneBoundaries(world.road, pose, s)
        return [overlapOfRegions([...left, ...right.toReversed()], found.polygon, { width: 160, height: 90 })]
      })
      const mean = overlaps.reduce((sum, value) => sum + value, 0) / overlaps.length
      expect(overlaps.length).toBeGreaterThan(0.9 * (drive.length / 6))
      expect(mean).toBeGreaterThan(0.9)
      expect(Math.min(...overlaps)).toBeGreaterThan(0.75)
    }
  )
})
