import type { CarlaLog } from './carlaLogs.ts'

/** CARLA's leaderboard steps so many times a second; one of every few steps is recorded. */
const STEPS = 20
/** Slower cars are where the map's places have their noise. */
const SLOWEST = 1
/** So many pairs of neighbouring frames tell. */
const FEWEST = 8

/**
 * Frames a second, by how far the car comes from frame to frame at the speed that it has; null where it stands too long,
 * or where that is no part of the simulator's steps.
 * @param logs one a frame, neighbours in time
 */
export function carlaRate(logs: readonly (CarlaLog | null)[]): number | null {
  const seconds = logs
    .flatMap((log, i) => {
      const before = logs[i - 1]
      if (!log || !before) return []
      const speed = (log.speed + before.speed) / 2
      const way = Math.hypot(log.place[0] - before.place[0], log.place[1] - before.place[1])
      return speed > SLOWEST && way > 0 ? [way / speed] : []
    })
    .sort((a, b) => a - b)
  if (seconds.length < FEWEST) return null
  const steps = STEPS * seconds[seconds.length >> 1]!
  const whole = Math.round(steps)
  return whole >= 1 && whole <= STEPS && Math.abs(steps - whole) < 0.25 ? STEPS / whole : null
}
