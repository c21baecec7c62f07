import type { Random } from './random.ts'

/** What a road may do. Lengths and radii in metres. */
export interface RoadPlanOptions {
  length: number
  tightest: number
  widest: number
}

/**
 * Curvature of a road at every metre (1/m, left-positive): straights, and bends that begin and end with a
 * clothoid, so that a steering wheel turns at a steady rate. The heading stays within 75 degrees of the first one,
 * so that the road can never cross itself.
 */
export function planCurvature(random: Random, options: RoadPlanOptions): Float64Array {
  const curvature = new Float64Array(Math.ceil(options.length) + 1)
  const limit = 1.3
  let at = 60
  let heading = 0
  while (at < curvature.length) {
    if (random.chance(0.6)) at += Math.round(random.range(15, 90))
    const left = Math.abs(heading) > 0.5 ? heading < 0 : random.chance(0.5)
    const sign = left ? 1 : -1
    const radius = 1 / random.range(1 / options.widest, 1 / options.tightest)
    const turn = Math.min(random.range(0.35, 1.5), limit - sign * heading)
    const clothoid = random.range(22, 40)
    const arc = Math.max(6, turn * radius - clothoid)
    const peak = Math.min(1 / radius, turn / (clothoid + arc))
    const length = clothoid * 2 + arc
    for (let i = 0; i < length && at + i < curvature.length; i++) {
      const share = Math.min(1, i / clothoid, (length - i) / clothoid)
      curvature[at + i] = sign * peak * share
    }
    heading += sign * peak * (clothoid + arc)
    at += Math.ceil(length)
  }
  return curvature
}
