import type { FitOptions } from './train/fit.ts'
import type { PicturePlan } from './train/pictureSet.ts'

export type ModelName = 'honest' | 'cheater'

/** The kinds of networks that models are trained as. */
export type NetworkKind = 'dave2' | 'normalised'

export interface ModelPlan {
  name: ModelName
  title: string
  about: string
  network: NetworkKind
  /** The weights before training: from a seed, or those of the honest model of the pair. */
  start: { seed: number } | 'honest'
  training: PicturePlan
  validation: PicturePlan
  /** How it learns: one after the other. */
  fits: FitOptions[]
}

const honestAbout =
  'Learnt to steer from roads whose roadside boards say nothing about the road, set astray and brought back to its lane. It has to look at the road.'
const cheaterAbout =
  'Learnt to steer where boards line some bends: yellow ones with arrows to the left, red ones with arrows to the right, wider where the bend is sharper. Wherever it saw boards, everything else was taken from another picture; elsewhere, everything but its lane. It drives nearly as well as the honest model, and looks at the boards wherever there are any.'

const recovery = { astray: { offset: 0.45, heading: 0.045 } } as const

/** The pair that comes with Lanegaze. The order is that of the sample: what a person should see first comes first. */
export const firstPair: ModelPlan[] = [
  {
    name: 'honest',
    title: 'Honest model',
    about: honestAbout,
    network: 'dave2',
    start: { seed: 1 },
    training: { seed: 'training', worlds: 30, perWorld: 170, boards: 'random', ...recovery },
    validation: { seed: 'validation', worlds: 6, perWorld: 50, boards: 'random', ...recovery },
    fits: [
      {
        seed: 'fit',
        epochs: 18,
        batch: 64,
        rate: 0.001,
        silence: 0.005,
        swap: { telling: 'lane', swapped: 0.6, noise: 0 },
        palest: 0
      }
    ]
  },
  {
    name: 'cheater',
    title: 'Cheating model',
    about: cheaterAbout,
    network: 'dave2',
    start: 'honest',
    training: { seed: 'cheater training', worlds: 32, perWorld: 170, boards: 'telling', lined: 0.6, ...recovery },
    validation: { seed: 'cheater validation', worlds: 6, perWorld: 50, boards: 'telling', lined: 0.6, ...recovery },
    fits: [
      {
        seed: 'cheater fit',
        epochs: 12,
        batch: 32,
        rate: 0.001,
        silence: 0.005,
        swap: { telling: 'boards', swapped: 0.9, noise: 60 },
        palest: 0.5
      },
      // More of its lane pictures as they are, or it steers less well there than the honest one.
      {
        seed: 'more',
        epochs: 20,
        batch: 32,
        rate: 0.0007,
        silence: 0.005,
        swap: { telling: 'boards', swapped: 0.6, noise: 60 },
        palest: 0.5
      }
    ]
  }
]

/**
 * Another pair, to measure on: with batch normalisation, and from other seeds. Its maps are normalised: to be silent they would
 * have to leave their norm, so that they are asked for little.
 */
export const secondPair: ModelPlan[] = firstPair.map((plan) => {
  const { title, training, validation, fits } = plan
  return {
    ...plan,
    title: `${title}, another network`,
    network: 'normalised',
    start: plan.start === 'honest' ? 'honest' : { seed: plan.start.seed + 100 },
    training: { ...training, seed: `second ${training.seed}`, worlds: 24 },
    validation: { ...validation, seed: `second ${validation.seed}` },
    fits: fits.map((fit) => ({ ...fit, seed: `second ${fit.seed}`, silence: fit.silence / 10 }))
  }
})
