import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Activation, TakenLayers, ToldLayers } from '../../../../shared/toldLayers.ts'
import { type Chain, isActivated, type Joints } from './chain.ts'
import { layersPath } from '../../layersFile.ts'
import type { WeightedModule } from './weightedModules.ts'

/** How a chain is taken, for whoever may say it otherwise. */
export function takenOf(chain: Chain, joints: Joints, told: ToldLayers | null, assumed: Assumed): TakenLayers {
  return {
    activation: told?.activation ?? assumed.activation,
    isGuess: told?.activation === undefined && assumed.because === '',
    layers: chain.modules.map((module, i) => ({
      at: module.at,
      window: module.kind === 'convolution' ? joints.window(module) : null,
      activation: joints.activation(i) ?? 'none'
    })),
    told
  }
}

/** What a file of weights does not say, as it is taken where nobody says otherwise. */
export interface Assumed {
  activation: Activation
  /** The reason, to follow the activation's name; '' where there is none. */
  because: string
}

/**
 * How a chain of modules is joined: as the file beside the model says, else an activation behind every module but the last
 * (see isActivated), no padding, and the strides of DAVE-2 and its children: 2 for the first three kernels of 5 pixels, 4
 * for larger ones.
 */
export function jointsOf(chain: Chain, file: ToldLayers | null, { activation }: Assumed): Joints {
  const { modules } = chain
  const stated = file?.layers ?? {}
  return {
    window: (module) => ({
      stride: stated[module.at]?.stride ?? usualStride(modules, module),
      padding: stated[module.at]?.padding ?? 0
    }),
    activation(i) {
      const usual = isActivated(chain, i) ? (file?.activation ?? activation) : 'none'
      const as = stated[modules[i]!.at]?.activation ?? usual
      return as === 'none' ? null : as
    }
  }
}

function usualStride(modules: readonly WeightedModule[], module: WeightedModule): number {
  const size = sizeOf(module)
  if (size > 5) return 4
  const fives = modules.filter((one) => one.kind === 'convolution' && sizeOf(one) === 5)
  return fives.slice(0, 3).includes(module) ? 2 : 1
}

const sizeOf = ({ shape }: WeightedModule): number => shape[2] ?? 1

/** @throws InputError where the file names a layer that the model lacks */
export function checkLayersFile(file: ToldLayers | null, modules: readonly WeightedModule[], model: string): void {
  const paths = modules.map(({ at }) => at)
  const unknown = Object.keys(file?.layers ?? {}).find((path) => !paths.includes(path))
  if (unknown === undefined) return
  throw new InputError(
    `'${basename(layersPath(model))}' names a layer '${unknown}' that the model lacks; it may name ${paths.join(', ')}.`
  )
}
