import { pathAhead, projectToPicture, type Motion, type PathPoint } from '../../shared/drivenPath.ts'
import type { PathCamera, Polygon } from '../../shared/lanes.ts'
import { groundAt } from '../../shared/groundPlane.ts'
import type { CarryPolygon } from './carriedLane.ts'

/** What is nearer to the lens than this part of its height is no more in the picture. */
const NEAREST = 0.05

/**
 * Carries polygons on along the driven path: what lies on the road stays where it lies while the car drives on, so that
 * it comes nearer and turns. Above the horizon nothing lies on the road; such vertices stay. Where steering or speed are
 * not known the polygon stays as it is.
 *
 * @param aspect width / height of the picture
 */
export function carryAlongPath(motion: Motion, camera: PathCamera, aspect: number): CarryPolygon {
  return (polygon, from, to) => {
    const pose = poseAt(motion, camera, from, to)
    if (!pose) return polygon
    const moved = polygon.map(([x, y]) => {
      const ground = groundAt({ x, y }, camera, aspect)
      return ground && seenFrom(pose, ground)
    })
    const inView = cutBehind(moved, polygon, camera, aspect)
    return inView.length >= 3 ? inView : null
  }
}

/** Where the car is at a frame, as seen from an earlier one. */
function poseAt(motion: Motion, camera: PathCamera, from: number, to: number): PathPoint | null {
  if (!motion.speed) return null
  const path = pathAhead(motion, camera, from)
  let travelled = 0
  for (let frame = from; frame < to; frame++) {
    const speed = motion.speed[frame]
    if (speed == null) return null
    travelled += speed * (motion.times[frame + 1]! - motion.times[frame]!)
  }
  if (!path || path.points.length < 2) return null
  const [start, next] = path.points
  const step = Math.hypot(next!.ahead - start!.ahead, next!.left - start!.left)
  const at = Math.max(0, Math.min(travelled / step, path.points.length - 1))
  const [before, after] = [path.points[Math.floor(at)]!, path.points[Math.ceil(at)]!]
  const part = at - Math.floor(at)
  const mix = (key: keyof PathPoint): number => before[key] + (after[key] - before[key]) * part
  return { ahead: mix('ahead'), left: mix('left'), heading: mix('heading') }
}

type Ground = Pick<PathPoint, 'ahead' | 'left'>

function seenFrom({ ahead, left, heading }: PathPoint, point: Ground): Ground {
  const [dx, dy] = [point.ahead - ahead, point.left - left]
  return {
    ahead: dx * Math.cos(heading) + dy * Math.sin(heading),
    left: dy * Math.cos(heading) - dx * Math.sin(heading)
  }
}

/** The outline in the picture, without what is now below or behind the lens. */
function cutBehind(moved: readonly (Ground | null)[], polygon: Polygon, camera: PathCamera, aspect: number): Polygon {
  const nearest = NEAREST * camera.height
  const depth = (point: Ground): number => projectToPicture(point, camera, aspect).depth - nearest
  const outline: Polygon = []
  const add = (point: Ground): void => {
    const { x, y } = projectToPicture(point, camera, aspect)
    outline.push([x, y])
  }
  moved.forEach((point, i) => {
    const next = moved[(i + 1) % moved.length]!
    if (!point) return outline.push(polygon[i]!)
    const here = depth(point)
    if (here >= 0) add(point)
    if (!next) return
    const there = depth(next)
    if (here >= 0 === there >= 0) return
    const part = here / (here - there)
    add({ ahead: point.ahead + (next.ahead - point.ahead) * part, left: point.left + (next.left - point.left) * part })
  })
  return outline
}
