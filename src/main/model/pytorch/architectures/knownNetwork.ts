import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import type { TakenLayers, ToldLayers } from '../../../../shared/toldLayers.ts'
import type { StateDict } from '../weights/stateDict.ts'
import { addChain, type Chain, chainOf } from './chain.ts'
import { checkLayersFile, jointsOf, takenOf } from './joints.ts'
import { jointsWarning } from './jointsInWords.ts'
import { exportIt, type ToldNetwork } from './network.ts'
import { OperatorList } from './operatorList.ts'
import type { Fit } from './recognise.ts'
import { weightedModules } from './weightedModules.ts'

/** How wide the hidden layers of the heads are that AlexNet and VGG come with. */
const usualWidth = 4096

/**
 * The network of an architecture, with the head that its weights have: one layer, or several with ReLU between them where
 * the file beside the model says nothing else.
 * @throws InputError where the head is none of these
 */
export function knownNetwork(
  { architecture, channels }: Fit,
  state: StateDict,
  file: ToldLayers | null,
  model: string
): ToldNetwork {
  const { name, layers } = architecture
  const list = new OperatorList()
  const told = `'${basename(model)}' holds weights alone; by their names and shapes they are those of ${name}, which is what is computed.`
  const warnings: Warning[] = [{ code: 'told-network', message: told }]
  let taken: TakenLayers | undefined
  const channelsOf = (at: string): number => state.tensors.get(`${at}.weight`)?.shape[0] ?? 0
  const addHead = (at: string): void => {
    const features = layers.find((layer) => layer.kind === 'head')?.features ?? 0
    const chain = headOf(at, features, name, state, basename(model))
    checkLayersFile(file, chain.modules, model)
    const usual = { activation: 'relu', because: '' } as const
    const joints = jointsOf(chain, file, usual)
    addChain(list, chain, joints)
    if (!isReplaced(chain)) return
    taken = takenOf(chain, joints, file, usual)
    const warning = jointsWarning(chain, taken, '', model)
    if (warning) warnings.push(warning)
  }
  list.layers(layers, addHead, channelsOf)
  return { operators: list.operators, output: list.last, channels, sizes: null, taken, warnings }
}

function headOf(at: string, features: number, name: string, { tensors }: StateDict, source: string): Chain {
  const own = new Map([...tensors].filter(([key]) => key.startsWith(`${at}.`)))
  const { modules, odd } = weightedModules({ tensors: own })
  const chain = odd.length > 0 ? `it has '${odd[0]}'` : chainOf(modules, features, 'row')
  if (typeof chain !== 'string') return chain
  throw new InputError(
    `'${source}' holds weights of ${name} whose head '${at}' cannot be told by them, but ${chain}; ${exportIt}.`
  )
}

/** Whether a head has hidden layers other than those that torchvision gives it. */
function isReplaced({ modules }: Chain): boolean {
  const hidden = modules.slice(0, -1)
  return hidden.some(({ shape }) => shape[0] !== usualWidth)
}
