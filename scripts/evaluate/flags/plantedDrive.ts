import type { FrameRange, FrameSignal } from '../../../src/shared/recording.ts'
import type { PathCamera, Polygon } from '../../../src/shared/lanes.ts'
import { plainRoad, renderRoad, type RoadScene } from '../../../testing/roads.ts'
import { seeded } from '../../../testing/seeded.ts'

/** Places that a planted model is made to look at. */
export const places = ['region', 'sign', 'sky', 'bonnet'] as const
export type Place = (typeof places)[number]

/** A generated drive whose lanes are known, and whose frames show the planted model's colour in known stretches. */
export interface PlantedDrive {
  place: Place
  width: number
  height: number
  /** Frames a second. */
  rate: number
  /** RGB [height, width, 3], 8 bit. */
  pictures: Uint8Array[]
  /** The true corridor in every frame, in unit picture coordinates. */
  corridor: Polygon[]
  /** Steering signals of the car's true motion. */
  signals: FrameSignal[]
  camera: PathCamera
  /** Part of the picture's height that the bonnet covers. */
  bonnet: number
  /** Stretches of half a second or more in which the model looks at its place. */
  stretches: FrameRange[]
  /** Shorter ones: a glance, not an event. */
  glances: FrameRange[]
}

/** The bonnet covers this part of the picture. */
const BONNET = 0.09

/** Lengths in seconds; each is planted once, in an order of its own for each place. */
const LENGTHS = [0.5, 0.5, 0.6, 0.8, 1, 1.5, 2, 3]
const GLANCES = [0.1, 0.2, 0.2]
/** Seconds between plants. */
const GAPS = [1.6, 3]

/** No road, sky or paint has this colour: as much red and blue as it lacks green. */
const COLOUR = [215, 30, 215] as const
/** How much of it is mixed into the picture, one number a stretch: the lane keeps some of the attention. */
const FAINTEST = 0.6
const STRONGEST = 0.8

/** Each place has a road of its own, for what disturbs maps and lanes must not make events. */
const roads: Record<Place, Partial<RoadScene>> = {
  region: { seed: 41 },
  sign: { seed: 42, shadows: true, noise: 6 },
  sky: { seed: 43, light: 'dusk', shake: 0.8 },
  bonnet: { seed: 44, wear: 0.3, sway: 0.3 }
}

/**
 * A road that bends and sways, seen for as long as the plants take.
 * @param share of the stretches that are planted
 */
export function plantDrive(place: Place, share = 1): PlantedDrive {
  const scene: RoadScene = { ...plainRoad, curvature: 0.002, slope: 0.0005, ...roads[place] }
  const random = seeded(scene.seed)
  const { stretches, glances, frames } = placeStretches(scene.rate, random, share)
  const shown = [...stretches, ...glances]
  const strengths = new Map(shown.map((stretch) => [stretch, FAINTEST + random() * (STRONGEST - FAINTEST)]))
  const pictures: Uint8Array[] = []
  const corridor: Polygon[] = []
  for (let frame = 0; frame < frames; frame++) {
    const { rgb, corridor: lane } = renderRoad(scene, frame)
    paint(rgb, scene, { left: 0, right: 1, top: 1 - BONNET, bottom: 1 }, [34, 36, 40], 1)
    const stretch = shown.find(({ first, last }) => first <= frame && frame <= last)
    if (stretch) paint(rgb, scene, placeAt(place, frame - stretch.first), COLOUR, strengths.get(stretch)!)
    pictures.push(rgb)
    corridor.push(lane(0.15))
  }
  const { width, height, rate } = scene
  const lanes = { corridor, signals: motionOf(scene, frames), camera: cameraOf(scene), bonnet: BONNET }
  return { place, width, height, rate, pictures, ...lanes, stretches, glances }
}

function placeStretches(
  rate: number,
  random: () => number,
  share: number
): { stretches: FrameRange[]; glances: FrameRange[]; frames: number } {
  const lengths = [
    ...LENGTHS.slice(0, Math.ceil(LENGTHS.length * share)).map((seconds) => ({ seconds, glance: false })),
    ...GLANCES.slice(0, Math.ceil(GLANCES.length * share)).map((seconds) => ({ seconds, glance: true }))
  ].map((length) => ({ ...length, order: random() }))
  lengths.sort((a, b) => a.order - b.order)
  const gap = (): number => Math.round((GAPS[0]! + random() * (GAPS[1]! - GAPS[0]!)) * rate)
  const stretches: FrameRange[] = []
  const glances: FrameRange[] = []
  let frame = gap()
  for (const { seconds, glance } of lengths) {
    const last = frame + Math.round(seconds * rate) - 1
    ;(glance ? glances : stretches).push({ first: frame, last })
    frame = last + 1 + gap()
  }
  return { stretches, glances, frames: frame }
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/** Where the place is, in unit picture coordinates, so many frames after it appeared. */
function placeAt(place: Place, frames: number): Box {
  switch (place) {
    case 'region':
      return { left: 0.03, right: 0.15, top: 0.56, bottom: 0.76 }
    case 'sky':
      return { left: 0.1, right: 0.9, top: 0.08, bottom: 0.3 }
    case 'bonnet':
      return { left: 0.25, right: 0.75, top: 1 - 0.8 * BONNET, bottom: 1 - 0.1 * BONNET }
    case 'sign': {
      // Comes nearer for two seconds, then the next one follows.
      const near = (frames % 40) / 40
      const size = 0.06 + 0.05 * near
      const left = 0.74 + 0.14 * near
      const middle = 0.45 - 0.1 * near
      return { left, right: left + size, top: middle - size, bottom: middle + size }
    }
  }
}

/** Mixes a colour into a box. */
function paint(
  rgb: Uint8Array,
  { width, height }: RoadScene,
  { left, right, top, bottom }: Box,
  colour: readonly number[],
  part: number
): void {
  for (let y = Math.round(top * height); y < Math.round(bottom * height); y++)
    for (let x = Math.round(left * width); x < Math.round(right * width); x++)
      for (let c = 0; c < 3; c++) {
        const at = (y * width + x) * 3 + c
        rgb[at] = rgb[at]! * (1 - part) + colour[c]! * part
      }
}

/** What the car's sensors would have said: speed, and the turning that follows from road and sway. */
function motionOf(scene: RoadScene, frames: number): FrameSignal[] {
  const { speed, rate, curvature, sway } = scene
  const phase = seeded(scene.seed)() * 2 * Math.PI
  const yawRate = Array.from({ length: frames }, (_, frame) => {
    const station = (speed * frame) / rate
    const bend = curvature * Math.sin(station / 130 + phase)
    const swerve = (-sway / 45 ** 2) * Math.sin(station / 45 + phase)
    // The road's own curves count to the right.
    return -speed * (bend + swerve)
  })
  return [
    { name: 'yaw rate', role: 'yaw-rate', unit: 'rad/s', sourcePositive: null, values: yawRate },
    { name: 'speed', role: 'speed', unit: 'm/s', sourcePositive: null, values: yawRate.map(() => speed) }
  ]
}

function cameraOf({ focal, horizon, cameraHeight, laneWidth, width, height }: RoadScene): PathCamera {
  const degrees = (radians: number): number => (radians * 180) / Math.PI
  return {
    height: cameraHeight,
    ahead: 0,
    pitch: degrees(Math.atan(((0.5 - horizon) * height) / (focal * width))),
    yaw: 0,
    fieldOfView: degrees(2 * Math.atan(0.5 / focal)),
    laneWidth,
    wheelbase: 2.7,
    fullLock: 30,
    steeringRatio: 16
  }
}
