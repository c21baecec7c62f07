import type { DriveOptions } from './drive/driveAlong.ts'
import type { DrivePlan } from './drive/drivePlan.ts'
import { firstPair, type ModelName, type ModelPlan, secondPair } from './modelPlans.ts'
import { runOffPlans } from './runOffPlans.ts'
import type { BoardRule } from './world/boards.ts'
import type { WeatherKind } from './world/weather.ts'
import type { WorldSpec } from './world/world.ts'

/** All that the sample is made of. Every part has a seed: the same plan gives the same sample. */
export interface SamplePlan {
  /** The drive that comes with Lanegaze. */
  drive: DrivePlan
  /** Drives that no model was trained on, by name. */
  evaluation: Record<string, DrivePlan>
  /** Drives for the lane detector alone, by name: what it is measured on, and what it may be tuned on. */
  lanes: Record<string, DrivePlan>
  /** Drives that run off the road and such that do not, by name. */
  runoff: Record<string, DrivePlan>
  /** The order is that of the sample: what a person should see first comes first. */
  models: ModelPlan[]
  /** Another pair, to measure on: it does not come with Lanegaze. */
  second: ModelPlan[]
  /** The saliency method that the app opens the sample with: the one that tells its models apart best. */
  method: string
  /** Roads that the models drive on their own. */
  closedLoops: ClosedLoopPlan[]
}

export interface ClosedLoopPlan {
  name: string
  model: ModelName
  world: WorldSpec
  drive: DriveOptions
  /** Seconds of the clip; it ends where the drive ends. */
  clip: number
}

/** Share of the rows of boards that are left standing on roads where the cheating model is to be caught. */
const lined = 0.5

/** The sample that comes with Lanegaze. */
export const fullPlan: SamplePlan = {
  drive: {
    world: { seed: 'bundled', length: 1800, weather: 'sun', boards: 'telling', lined },
    drive: { seed: 'bundled drive', rate: 20, frames: 1220, cruise: 16, from: 20 },
    picture: { width: 960, height: 540, quality: 29 }
  },
  evaluation: {
    'sun-telling': evaluationDrive('sun', 'telling'),
    'overcast-telling': evaluationDrive('overcast', 'telling'),
    'dusk-telling': evaluationDrive('dusk', 'telling'),
    'rain-telling': evaluationDrive('rain', 'telling'),
    'sun-random': evaluationDrive('sun', 'random'),
    'overcast-random': evaluationDrive('overcast', 'random'),
    'rain-random': evaluationDrive('rain', 'random')
  },
  lanes: {
    ...laneDrives('lanes', ['sun', 'sun', 'overcast', 'overcast', 'dusk', 'dusk', 'rain', 'night', 'night'], 'sun'),
    ...laneDrives('lane tuning', ['sun', 'overcast', 'dusk', 'rain'], 'overcast'),
    // Junctions are where bends are gentle, so that the crossing roads keep clear of ours.
    ...laneDrive('lanes junctions', 'sun', { junctions: [75, 148, 245, 345] }),
    ...laneDrive('lanes junctions night', 'night', { junctions: [50, 110, 200] }),
    ...laneDrive('lanes unmarked', 'overcast', { junctions: [60], unmarked: [{ from: 130, to: 260 }] }),
    ...laneDrive('lane tuning junctions', 'overcast', { junctions: [80, 205], unmarked: [{ from: 240, to: 360 }] }),
    ...laneDrive('lane tuning unmarked', 'night', { junctions: [60, 270], unmarked: [{ from: 140, to: 250 }] })
  },
  runoff: runOffPlans(),
  models: firstPair,
  second: secondPair,
  method: 'gradient',
  closedLoops: [
    closedLoop('honest-telling', 'honest', 'telling'),
    closedLoop('honest-swapped', 'honest', 'swapped'),
    closedLoop('cheater-telling', 'cheater', 'telling'),
    closedLoop('cheater-swapped', 'cheater', 'swapped')
  ]
}

/** A tiny sample of the same kind, for tests: a minute instead of an hour, and models that have hardly learnt. */
export const quickPlan: SamplePlan = {
  drive: {
    world: { seed: 'quick', length: 400, weather: 'sun', boards: 'telling' },
    drive: { seed: 'quick drive', rate: 10, frames: 8, cruise: 14, from: 60 },
    picture: { width: 160, height: 90, quality: 28 }
  },
  evaluation: {
    quick: {
      world: { seed: 'quick evaluation', length: 400, weather: 'overcast', boards: 'telling' },
      drive: { seed: 'quick evaluation', rate: 2, frames: 8, cruise: 14, from: 20 },
      picture: { width: 160, height: 90, quality: 28 }
    }
  },
  lanes: {},
  runoff: {},
  models: quick(firstPair),
  second: quick(secondPair),
  method: fullPlan.method,
  closedLoops: fullPlan.closedLoops.slice(0, 1).map((loop) => ({
    ...loop,
    world: { ...loop.world, length: 400 },
    drive: { ...loop.drive, frames: 6 },
    clip: 0.3
  }))
}

function quick(pair: readonly ModelPlan[]): ModelPlan[] {
  return pair.map((model) => ({
    ...model,
    training: { ...model.training, worlds: 2, perWorld: 16 },
    validation: { ...model.validation, worlds: 1, perWorld: 8 },
    fits: model.fits.slice(0, 1).map((fit) => ({ ...fit, epochs: 1, batch: 16 }))
  }))
}

function evaluationDrive(weather: WeatherKind, boards: BoardRule): DrivePlan {
  const seed = `models ${weather} ${boards}`
  return {
    world: { seed, length: 1000, weather, boards, ...(boards === 'telling' && { lined: 0.7 }) },
    drive: { seed, rate: 5, frames: 200, cruise: 16, from: 20 },
    picture: { width: 640, height: 360, quality: 24 }
  }
}

/** A drive in each of the weathers, and one that changes lanes. */
function laneDrives(seed: string, weathers: WeatherKind[], changing: WeatherKind): Record<string, DrivePlan> {
  const drives = [
    ...weathers.map((weather, i) => laneDrive(`${seed} ${weather} ${i}`, weather)),
    laneDrive(`${seed} changes`, changing, {}, { changes: [6, 14] })
  ]
  return Object.fromEntries(drives.flatMap((drive) => Object.entries(drive)))
}

/** A drive for the lane detector by its name, which is its seed too. */
function laneDrive(
  name: string,
  weather: WeatherKind,
  world: Pick<WorldSpec, 'junctions' | 'unmarked'> = {},
  drive: Pick<DriveOptions, 'changes'> = {}
): Record<string, DrivePlan> {
  return {
    [name.replaceAll(' ', '-')]: {
      world: { seed: name, length: 700, weather, boards: 'none', ...world },
      drive: { seed: name, rate: 10, frames: 256, cruise: 16, from: 20, ...drive },
      picture: { width: 320, height: 180, quality: 22 }
    }
  }
}

function closedLoop(name: string, model: ModelName, boards: BoardRule): ClosedLoopPlan {
  const [rate, seconds] = [10, 300]
  return {
    name,
    model,
    world: { seed: 'closed loop', length: 5200, weather: 'overcast', boards, lined },
    drive: { seed: 'closed loop', rate, frames: seconds * rate, cruise: 15, from: 20 },
    clip: 12
  }
}
