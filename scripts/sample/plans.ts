import type { DrivePlan } from './recordDrive.ts'
import type { FitOptions } from './train/fit.ts'
import type { PicturePlan } from './train/pictureSet.ts'

/** All that the sample is made of. Every part has a seed: the same plan gives the same sample. */
export interface SamplePlan {
  drive: DrivePlan
  training: PicturePlan
  validation: PicturePlan
  fit: FitOptions
}

const astray = { offset: 0.45, heading: 0.045 }

/** The sample that comes with Lanegaze. */
export const fullPlan: SamplePlan = {
  drive: {
    world: { seed: 'bundled', length: 1800, weather: 'sun', boards: 'telling' },
    drive: { seed: 'bundled drive', rate: 20, frames: 480, cruise: 16, from: 20 },
    picture: { width: 640, height: 360, quality: 25 }
  },
  training: { seed: 'training', worlds: 18, perWorld: 130, boards: 'random', astray, label: 'recovery' },
  validation: { seed: 'validation', worlds: 6, perWorld: 40, boards: 'random', astray, label: 'recovery' },
  fit: { seed: 'fit', epochs: 14, batch: 64, rate: 0.001 }
}

/** A tiny sample of the same kind, for tests: seconds instead of minutes, and a model that has hardly learnt. */
export const quickPlan: SamplePlan = {
  drive: {
    world: { seed: 'quick', length: 400, weather: 'sun', boards: 'telling' },
    drive: { seed: 'quick drive', rate: 10, frames: 8, cruise: 14, from: 60 },
    picture: { width: 160, height: 90, quality: 28 }
  },
  training: { seed: 'quick training', worlds: 2, perWorld: 16, boards: 'random', astray, label: 'recovery' },
  validation: { seed: 'quick validation', worlds: 1, perWorld: 8, boards: 'random', astray, label: 'recovery' },
  fit: { seed: 'quick fit', epochs: 1, batch: 16, rate: 0.001 }
}
