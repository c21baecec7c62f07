import { isActivation, type ToldLayers } from '../../../../shared/toldLayers.ts'
import type { StateDict } from '../weights/stateDict.ts'
import { addChain, type Chain, chainOf, type Joints } from './chain.ts'
import { fits, inputSizes, type KernelWindow } from './inputSizes.ts'
import { type Assumed, checkLayersFile, jointsOf, takenOf } from './joints.ts'
import { jointsWarning } from './jointsInWords.ts'
import type { ToldNetwork } from './network.ts'
import { OperatorList } from './operatorList.ts'
import { weightedModules } from './weightedModules.ts'

/**
 * A PilotNet (DAVE-2, Bojarski 2016, arXiv 1604.07316) or another network of convolutions and then rows of numbers, one
 * behind the other in the order of its weights.
 * @param file what a person says of it
 * @returns in words why it is none, to follow "but"
 * @throws InputError where the file beside it names what it lacks
 */
export function pilotNet(state: StateDict, file: ToldLayers | null, model: string): ToldNetwork | string {
  const { modules, odd } = weightedModules(state)
  if (odd.length > 0) return `'${odd[0]}' is of no convolution, no row of numbers and no normalisation`
  const first = modules.find(({ kind }) => kind === 'convolution')
  if (!first) return 'it has no convolutions'
  const chain = chainOf(modules, first.shape[1]!, 'picture')
  if (typeof chain === 'string') return chain
  const pool = state.modules?.find((path) => /pool/i.test(path))
  if (pool !== undefined) return `where its module '${pool}' stands cannot be told`
  checkLayersFile(file, modules, model)
  const assumed = assumedOf(state.modules)
  const joints = jointsOf(chain, file, assumed)
  const list = new OperatorList()
  addChain(list, chain, joints)
  const taken = takenOf(chain, joints, file, assumed)
  const warning = jointsWarning(chain, taken, assumed.because, model)
  const windows = windowsOf(chain, joints)
  return {
    operators: list.operators,
    output: list.last,
    channels: first.shape[1]!,
    sizes:
      chain.cells === 1
        ? null
        : { likely: inputSizes(windows, chain.cells), fits: (size) => fits(windows, chain.cells, size) },
    taken,
    warnings: warning ? [warning] : []
  }
}

/**
 * By the names of its modules, where these say it (`relu1`); else ReLU. Of 33 PilotNets in public PyTorch code that were
 * looked at 16 have ReLU, 15 ELU and 2 LeakyReLU, so that it is said to be a guess.
 */
function assumedOf(modules: StateDict['modules']): Assumed {
  const names = new Map((modules ?? []).map((path) => [path.slice(path.lastIndexOf('.') + 1), path]))
  for (const [name, path] of names) {
    const plain = name
      .toLowerCase()
      .replace(/[\d_]+$/, '')
      .replace('leakyrelu', 'leaky_relu')
    if (isActivation(plain)) return { activation: plain, because: ` (by the module '${path}')` }
  }
  return { activation: 'relu', because: '' }
}

function windowsOf({ modules }: Chain, { window }: Joints): KernelWindow[] {
  return modules
    .filter(({ kind }) => kind === 'convolution')
    .map((module) => ({ size: [module.shape[2]!, module.shape[3]!] as const, ...window(module) }))
}
