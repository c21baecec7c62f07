import type { DriveOptions } from './drive/driveAlong.ts'
import type { DrivePlan } from './drive/drivePlan.ts'
import type { RunOff } from './drive/runOff.ts'
import type { WeatherKind } from './world/weather.ts'
import type { WorldSpec } from './world/world.ts'

/**
 * Drives for what is flagged where a drive ends badly, by name: `off-…` run off the road at a known frame, `stays-…` do not,
 * whatever happens on the way. No lane detector and no network may learn from their seeds.
 */
export function runOffPlans(): Record<string, DrivePlan> {
  return Object.fromEntries([
    ...runOffs.map((runOff, i) => drive('off', i, { length: 500 }, { frames: 160, runOff })),
    ...Array.from(runOffs, (_, i) => drive('stays', i, { length: 1000, ...places[i] }, { frames: 450, ...changes[i] }))
  ])
}

const weathers = ['sun', 'overcast', 'dusk', 'rain', 'night'] as const satisfies WeatherKind[]
const cruises = [11, 14, 17, 20] as const

/**
 * One a drive: when, who, how hard. The road of each is that of its seed, so whether it bends there, and to which side
 * who sleeps leaves it, is looked up, not said; a test holds that all kinds are among them.
 */
const runOffs: readonly RunOff[] = [
  { at: 9, driver: 'drifting', pull: 0.06 },
  { at: 9, driver: 'asleep', pull: 0 },
  { at: 11, driver: 'asleep', pull: 0 },
  { at: 9.5, driver: 'drifting', pull: -0.05 },
  { at: 9, driver: 'drifting', pull: -0.025 },
  { at: 9, driver: 'drifting', pull: -0.06 },
  { at: 9, driver: 'drifting', pull: 0.03 },
  { at: 11, driver: 'drifting', pull: 0.1 },
  { at: 10.5, driver: 'drifting', pull: -0.1 },
  { at: 8.5, driver: 'asleep', pull: 0 },
  { at: 9, driver: 'drifting', pull: 0.04 },
  { at: 10.5, driver: 'drifting', pull: 0.12 },
  { at: 9, driver: 'drifting', pull: -0.04 },
  { at: 10.2, driver: 'asleep', pull: 0 },
  { at: 9, driver: 'asleep', pull: 0 },
  { at: 12, driver: 'asleep', pull: 0.002 },
  { at: 9, driver: 'drifting', pull: 0.06 },
  { at: 9, driver: 'drifting', pull: 0.06 },
  { at: 9, driver: 'drifting', pull: 0.02 },
  { at: 10, driver: 'drifting', pull: 0.07 }
]

/** What the roads of those that stay have to show, by the drive's number: junctions where bends are gentle, bare stretches. */
const places: Record<number, Pick<WorldSpec, 'junctions' | 'unmarked'>> = {
  2: { junctions: [425, 562] },
  3: { junctions: [490, 685] },
  4: { unmarked: [{ from: 150, to: 320 }] },
  5: { junctions: [80] },
  6: { unmarked: [{ from: 200, to: 380 }] },
  8: { junctions: [365, 560] },
  10: { unmarked: [{ from: 250, to: 420 }] },
  13: { junctions: [80, 500] },
  16: { unmarked: [{ from: 120, to: 260 }] },
  19: { junctions: [410], unmarked: [{ from: 500, to: 620 }] }
}

/** Drives that change lanes and back. */
const changes: Record<number, Pick<DriveOptions, 'changes'>> = {
  0: { changes: [8, 16, 28, 36] },
  7: { changes: [10, 20] },
  9: { changes: [12, 18, 30, 38] },
  11: { changes: [24, 33] },
  17: { changes: [6, 20] }
}

function drive(
  kind: 'off' | 'stays',
  i: number,
  world: Omit<WorldSpec, 'seed' | 'weather' | 'boards'>,
  options: Pick<DriveOptions, 'frames' | 'runOff' | 'changes'>
): [string, DrivePlan] {
  const weather = weathers[i % weathers.length] ?? 'sun'
  const cruise = cruises[i % cruises.length] ?? 14
  const seed = `${kind === 'off' ? 'runoff' : kind} ${weather} ${i}`
  const plan = {
    world: { seed, weather, boards: 'none' as const, ...world },
    drive: { seed, rate: 10, cruise, from: 20, ...options },
    picture: { width: 320, height: 180, quality: 22 }
  }
  return [`${kind}-${String(i).padStart(2, '0')}-${weather}`, plan]
}
