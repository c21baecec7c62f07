import { describe, expect, it } from 'vitest'
import { meetingPoint, vanishingPoint } from '../../../src/main/lanes/vanishingPoint.ts'
import { cameraFromVanishingPoint, type Motion, pathRegion } from '../../../src/shared/drivenPath.ts'
import {
  CORRIDOR_MARGIN,
  type LaneRegion,
  type LaneSource,
  type PathCamera,
  type VanishingPoint
} from '../../../src/shared/lanes.ts'
import { pathCameras } from '../../../src/shared/pathCameras.ts'

const aspect = 16 / 9
const frames = 60

const pointOf = (lanes: readonly (LaneRegion | null)[]): VanishingPoint | null =>
  vanishingPoint(lanes.flatMap((lane) => meetingPoint(lane) ?? []))

/** Regions of a drive with this camera, straight on but for the frames that bend. */
function regions(camera: PathCamera, bends: (frame: number) => boolean, source: LaneSource = 'detected'): LaneRegion[] {
  return Array.from({ length: frames }, (_, frame) => {
    const steering = bends(frame) ? 0.4 : 0
    const motion: Motion = {
      times: [0, 1],
      steering: [steering, steering],
      steeringUnit: 'normalised',
      speed: null,
      yawRate: null
    }
    const { polygon } = pathRegion(motion, camera, 0, aspect, CORRIDOR_MARGIN)!
    return { polygon, confidence: 0.9, source }
  })
}

describe('the vanishing point of a drive', () => {
  it.each([
    { height: 1.4, pitch: 3, yaw: 0 },
    { height: 1.1, pitch: -1, yaw: 2 },
    { height: 2.2, pitch: 8, yaw: -3 }
  ])('gives back the camera that saw straight lanes: %o', (pose) => {
    const camera = { ...pathCameras[0]!.camera, ...pose }
    const found = pointOf(regions(camera, (frame) => frame % 3 === 0))!
    // The bends are left out.
    expect(found.frames).toBe(40)
    const guess = cameraFromVanishingPoint(found, pathCameras[0]!.camera, aspect)
    expect(guess.pitch).toBeCloseTo(pose.pitch, 1)
    expect(guess.yaw).toBeCloseTo(pose.yaw, 1)
    expect(guess.height / pose.height).toBeCloseTo(1, 1)
  })

  it('is not known from bends, from drawn lanes, from unsure ones or from a few', () => {
    const { camera } = pathCameras[0]!
    expect(pointOf(regions(camera, () => true))).toBeNull()
    expect(pointOf(regions(camera, () => false, 'drawn'))).toBeNull()
    expect(pointOf(regions(camera, () => false).map((region) => ({ ...region, confidence: 0.4 })))).toBeNull()
    expect(pointOf(regions(camera, () => false).slice(0, 9))).toBeNull()
    expect(pointOf([null, null])).toBeNull()
  })
})
