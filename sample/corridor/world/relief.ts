import type { Random } from '../../world/random.ts'

/** Waves of the ground ahead: metres of height against metres of distance. */
export interface ReliefPlan {
  waves: { height: number; length: number; phase: number }[]
}

export function createRelief(random: Random, unit: number, hilly: boolean): ReliefPlan {
  const isHilly = hilly && random.chance(0.45)
  const count = isHilly ? 2 : random.chance(0.5) ? 1 : 0
  return {
    waves: Array.from({ length: count }, () => {
      const length = unit * random.range(8, 60)
      return { height: length * random.range(0, isHilly ? 0.05 : 0.004), length, phase: random.range(0, 2 * Math.PI) }
    })
  }
}

/** How finely distances are laid out, from `nearest` on, each farther by this factor than the one before. */
const FACTOR = 1.06

/**
 * Where rays meet ground that rises and falls along the way ahead, crests hiding what lies behind: a ray is told by its
 * slope alone.
 */
export interface Ground {
  /** Distance ahead in metres at which a ray of this slope (up-positive) meets the ground; Infinity for the sky. */
  ahead(slope: number): number
  /** Height above the ground under the car. */
  heightAt(ahead: number): number
}

/** @param at metres along the track, so that the waves move with the drive */
export function createGround({ waves }: ReliefPlan, cameraHeight: number, at: number, farthest: number): Ground {
  const wave = (x: number): number =>
    waves.reduce(
      (sum, { height, length, phase }) => sum + height * Math.sin((2 * Math.PI * (x + at)) / length + phase),
      0
    )
  const under = wave(0)
  const slopeUnder = (wave(0.5 * cameraHeight) - wave(-0.5 * cameraHeight)) / cameraHeight
  // The car leans with the ground it stands on.
  const heightAt = (x: number): number => wave(x) - under - slopeUnder * x
  const nearest = cameraHeight * 0.15
  const count = Math.ceil(Math.log(farthest / nearest) / Math.log(FACTOR)) + 1
  const slopes = new Float64Array(count)
  const distances = new Float64Array(count)
  let highest = -Infinity
  for (let i = 0; i < count; i++) {
    const x = nearest * FACTOR ** i
    highest = Math.max(highest, (heightAt(x) - cameraHeight) / x)
    distances[i] = x
    slopes[i] = highest
  }
  return {
    heightAt,
    ahead(slope) {
      if (slope > highest) return Infinity
      let low = 0
      let high = count - 1
      if (slopes[0]! >= slope) return -cameraHeight / slope
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (slopes[middle]! >= slope) high = middle
        else low = middle
      }
      const step = slopes[high]! - slopes[low]!
      const part = step > 0 ? (slope - slopes[low]!) / step : 1
      // Distance is even in 1/slope between two.
      return 1 / (1 / distances[low]! + (1 / distances[high]! - 1 / distances[low]!) * part)
    }
  }
}
