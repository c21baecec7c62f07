import type { SetPlan } from './train/chunks.ts'
import { allVariety, type Variety } from './world/world.ts'

/** All that the corridor network is made of. */
export interface CorridorPlan {
  /** Of the weights before training. */
  seed: number
  training: SetPlan
  /** Worlds that the two numbers of the whole picture are learnt on, when all else is learnt. */
  whole: SetPlan
  /** Worlds that are never trained on. */
  validation: SetPlan
  /** An epoch ends with a checkpoint; together they go over the pictures several times. */
  epochs: number
  chunksPerEpoch: number
  batch: number
  /** Learning rate after the first steps; it falls to a hundredth along a half cosine. */
  rate: number
}

/** @param part of the steps: with half of them go seven tenths of the pictures, so that each is still seen several times */
export function corridorPlan(variety: Variety = allVariety, part = 1): CorridorPlan {
  return {
    seed: 1,
    training: { seed: 'corridor training', chunks: Math.ceil(120 * Math.sqrt(part)), worlds: 64, perWorld: 8, variety },
    whole: { seed: 'corridor whole', chunks: 40, worlds: 64, perWorld: 8, variety },
    validation: { seed: 'corridor validation', chunks: 2, worlds: 256, perWorld: 2, variety: allVariety },
    epochs: Math.round(44 * part),
    chunksPerEpoch: 16,
    batch: 32,
    rate: 0.0015
  }
}
