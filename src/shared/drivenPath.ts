import type { PathCamera, Polygon } from './lanes.ts'
import type { FrameSignal } from './recording.ts'
import { SteeringUnit } from './steering.ts'

/** What the car did, one value a frame; null where it is not known. Left-positive. */
export interface Motion {
  /** Seconds. */
  times: readonly number[]
  steering: readonly (number | null)[] | null
  steeringUnit: SteeringUnit
  /** m/s; null where the drive has none. */
  speed: readonly (number | null)[] | null
  /** rad/s; it is used where there is no steering. */
  yawRate: readonly (number | null)[] | null
}

/** A place on the road: metres ahead of the rear axle and to its left. */
export interface PathPoint {
  ahead: number
  left: number
  /** Radians, left-positive, against the way the car points. */
  heading: number
}

/** How far ahead the path is followed, in metres for a lane of 3.5 metres, and for how long. */
const REACH = 60
const PATIENCE = 20
const STEP = 0.5
/** Slower cars turn their wheels without driving. */
const SLOWEST = 0.1

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** How the car moved, from the signals at the times of the frames. What has no unit that is known is left out. */
export function motionOf({ times, signals }: { times: readonly number[]; signals: readonly FrameSignal[] }): Motion {
  const valuesIn = (role: FrameSignal['role'], units: Record<string, number>): (number | null)[] | null => {
    const signal = signals.find((candidate) => candidate.role === role)
    const factor = units[signal?.unit.toLowerCase() ?? '']
    return signal && factor !== undefined ? signal.values.map((value) => value && value * factor) : null
  }
  const steering = signals.find(({ role }) => role === 'steering')
  const steeringUnit = SteeringUnit.catch('normalised').parse(steering?.unit)
  return {
    times,
    // How far aside something is does not say how the car turns.
    steering: steeringUnit === 'm' ? null : (steering?.values ?? null),
    steeringUnit,
    speed: valuesIn('speed', { 'm/s': 1, mps: 1, 'km/h': 1 / 3.6, kmh: 1 / 3.6, kph: 1 / 3.6, mph: 0.44704 }),
    yawRate: valuesIn('yaw-rate', { 'rad/s': 1, 'deg/s': Math.PI / 180 })
  }
}

/** Curvature in 1/m, left-positive, of the path at a frame: of a kinematic bicycle's rear axle. */
function curvatureAt(motion: Motion, camera: PathCamera, frame: number): number | null {
  if (!motion.steering) {
    const [yaw, speed] = [motion.yawRate?.[frame], motion.speed?.[frame]]
    return yaw != null && speed != null && speed > 1 ? yaw / speed : null
  }
  const steering = motion.steering[frame]
  if (steering == null) return null
  if (motion.steeringUnit === '1/m') return steering
  const wheels =
    motion.steeringUnit === 'normalised'
      ? steering * radians(camera.fullLock)
      : (motion.steeringUnit === 'deg' ? radians(steering) : steering) / camera.steeringRatio
  return Math.tan(Math.max(-1.4, Math.min(1.4, wheels))) / camera.wheelbase
}

/**
 * Where the car then drove, as seen from a frame: headings and places from the steering (or yaw rate) and speed of the
 * frames after it. Without a speed it is the arc of the frame's own steering, and so is what lies beyond the last
 * frame or a stop.
 *
 * @returns points about half a metre apart, from the car on, and how much of the reach was truly driven (0..1);
 *   null where the steering is not known
 */
export function pathAhead(
  motion: Motion,
  camera: PathCamera,
  frame: number
): { points: PathPoint[]; driven: number } | null {
  const first = curvatureAt(motion, camera, frame)
  if (first === null) return null
  const scale = camera.laneWidth / 3.5
  const [reach, step] = [REACH * scale, STEP * scale]
  const { times, speed } = motion
  const at: PathPoint = { ahead: 0, left: 0, heading: 0 }
  const points = [{ ...at }]
  let curvature = first
  let travelled = 0
  let next = step
  const advance = (distance: number): void => {
    // Exact on an arc, whatever the step.
    const turn = curvature * distance
    const chord = Math.abs(turn) < 1e-9 ? distance : (2 * Math.sin(turn / 2)) / curvature
    at.ahead += chord * Math.cos(at.heading + turn / 2)
    at.left += chord * Math.sin(at.heading + turn / 2)
    at.heading += turn
    travelled += distance
  }
  const goOn = (distance: number): void => {
    let rest = Math.min(distance, reach - travelled)
    while (travelled + rest >= next) {
      rest -= next - travelled
      advance(next - travelled)
      points.push({ ...at })
      next += step
    }
    if (rest > 0) advance(rest)
  }
  for (let i = frame; speed && i + 1 < times.length && travelled < reach; i++) {
    const seconds = times[i + 1]! - times[i]!
    if (times[i]! - times[frame]! > PATIENCE) break
    curvature = curvatureAt(motion, camera, i) ?? curvature
    const pace = ((speed[i] ?? 0) + (speed[i + 1] ?? speed[i] ?? 0)) / 2
    if (pace > SLOWEST * scale) goOn(pace * seconds)
  }
  const driven = travelled / reach
  goOn(reach)
  return { points, driven }
}

/** Where a place on a flat road is in the picture: unit coordinates, and metres along the optical axis. */
export function projectToPicture(
  { ahead, left }: Pick<PathPoint, 'ahead' | 'left'>,
  camera: PathCamera,
  aspect: number
): { x: number; y: number; depth: number } {
  const [pitch, yaw] = [radians(camera.pitch), radians(camera.yaw)]
  const focal = focalLength(camera)
  const before = ahead - camera.ahead
  const forward = before * Math.cos(yaw) + left * Math.sin(yaw)
  const side = left * Math.cos(yaw) - before * Math.sin(yaw)
  const depth = forward * Math.cos(pitch) + camera.height * Math.sin(pitch)
  const up = forward * Math.sin(pitch) - camera.height * Math.cos(pitch)
  return { x: 0.5 - (focal * side) / depth, y: 0.5 - (aspect * focal * up) / depth, depth }
}

/** In picture widths. */
export function focalLength({ fieldOfView }: Pick<PathCamera, 'fieldOfView'>): number {
  return 0.5 / Math.tan(radians(fieldOfView) / 2)
}

/** How sure the driven path is of being the lane: what was driven is known, the camera only about. */
const SURE = 0.8
const SURE_WITHOUT_SPEED = 0.5
/** Vertices on each side. */
const STATIONS = 24
/** Rows of the picture that a step of the outline takes at least. */
const NEAREST = 0.05

/**
 * The corridor along the driven path: as wide as the lane and the margin of every corridor, from the lower edge of
 * the picture as far as the path is known.
 *
 * @param aspect width / height of the picture
 * @param margin lane widths on each side
 * @returns null where the steering is not known, or the path is not in the picture
 */
export function pathRegion(
  motion: Motion,
  camera: PathCamera,
  frame: number,
  aspect: number,
  margin: number
): { polygon: Polygon; confidence: number } | null {
  const path = pathAhead(motion, camera, frame)
  if (!path) return null
  const half = camera.laneWidth * (0.5 + margin)
  const left: Polygon = []
  const right: Polygon = []
  for (const point of path.points) {
    const [l, r] = [1, -1].map((side) =>
      projectToPicture(
        {
          ahead: point.ahead - side * half * Math.sin(point.heading),
          left: point.left + side * half * Math.cos(point.heading)
        },
        camera,
        aspect
      )
    ) as [Projected, Projected]
    if (Math.min(l.depth, r.depth) < NEAREST * camera.height) continue
    // A path that comes back towards the car is behind what it passed.
    if (left.length > 0 && Math.max(l.y, r.y) >= Math.max(left.at(-1)![1], right.at(-1)![1])) break
    left.push([l.x, l.y])
    right.push([r.x, r.y])
  }
  const lower = cutAtBottom(left, right)
  if (!lower) return null
  const polygon = [...spread(lower.left), ...spread(lower.right).reverse()]
  const sure = motion.speed ? SURE * Math.min(1, 2 * path.driven) : SURE_WITHOUT_SPEED
  return { polygon, confidence: sure }
}

type Projected = ReturnType<typeof projectToPicture>

/** Drops what lies below the picture, and begins at its lower edge. */
function cutAtBottom(left: Polygon, right: Polygon): { left: Polygon; right: Polygon } | null {
  const cut = (line: Polygon): Polygon => {
    const first = line.findIndex(([, y]) => y < 1)
    if (first <= 0) return line.slice(Math.max(0, first))
    const [[x0, y0], [x1, y1]] = [line[first - 1]!, line[first]!]
    return [[x0 + ((x1 - x0) * (1 - y0)) / (y1 - y0), 1], ...line.slice(first)]
  }
  const [l, r] = [cut(left), cut(right)]
  return l.length < 2 || r.length < 2 ? null : { left: l, right: r }
}

/** Some points of a side, its ends among them, denser at the near end, where a metre is many pixels. */
function spread(side: Polygon): Polygon {
  const wanted = Array.from({ length: STATIONS }, (_, i) => Math.round((side.length - 1) * (i / (STATIONS - 1)) ** 1.8))
  return [...new Set(wanted)].map((i) => side[i]!)
}

/**
 * What the vanishing point of straight lanes says of the camera: its pitch and yaw for the field of view that is
 * assumed, and its height for the width of lane that is assumed.
 */
export function cameraFromVanishingPoint(
  { x, y, spread: parting }: { x: number; y: number; spread: number },
  camera: PathCamera,
  aspect: number
): Pick<PathCamera, 'pitch' | 'yaw' | 'height'> {
  const focal = focalLength(camera)
  const pitch = Math.atan((0.5 - y) / (aspect * focal))
  const yaw = Math.atan(((x - 0.5) / focal) * Math.cos(pitch))
  const height = parting > 0 ? (camera.laneWidth * Math.cos(pitch)) / (aspect * parting) : camera.height
  const degrees = (angle: number): number => (angle * 180) / Math.PI
  return { pitch: degrees(pitch), yaw: degrees(yaw), height }
}
