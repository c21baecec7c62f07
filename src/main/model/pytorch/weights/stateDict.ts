import { InputError } from '../../../../shared/errors.ts'
import type { PickleValue } from '../pickle/pickleValue.ts'
import { Table } from '../pickle/pickleValue.ts'
import { weightsAlone } from '../pickle/pickleReader.ts'
import { StoredTensor } from './storedTensor.ts'

/** The weights of a model by the paths of its modules. */
export interface StateDict {
  /** In the order in which the modules were made. */
  tensors: ReadonlyMap<string, StoredTensor>
  /** The paths of all modules, those without weights among them; null where the file does not name them. */
  modules: readonly string[] | null
}

/** Where training scripts put the weights beside what else they keep. */
const places = ['state_dict', 'model_state_dict', 'model', 'net', 'network', 'model_state', 'weights', 'params']

/**
 * The state dict that was saved, or that lies under a usual name in what was saved. What all of its names begin with
 * (`module.` of DataParallel, `model.` of Lightning) is left out.
 * @throws InputError where there is none
 */
export function stateDictIn(root: PickleValue, source: string): StateDict {
  const found = root instanceof Table ? [root, ...places.map((place) => root.get(place))].find(holdsTensors) : undefined
  if (!found) throw new InputError(`'${source}' holds ${inWords(root)} and no weights of a model; ${weightsAlone}.`)
  const tensors = [...found.texts].filter((entry): entry is [string, StoredTensor] => entry[1] instanceof StoredTensor)
  const prefix = commonPrefix(tensors.map(([name]) => name))
  const cut = (name: string): string => name.slice(prefix.length)
  const modules = found.beside && [...found.beside.texts.keys()]
  return {
    tensors: new Map(tensors.map(([name, tensor]) => [cut(name), tensor])),
    modules: modules && modules.filter((name) => name.startsWith(prefix) && name !== prefix).map(cut)
  }
}

function holdsTensors(value: PickleValue | undefined): value is Table {
  return value instanceof Table && value.entries.some(([, entry]) => entry instanceof StoredTensor)
}

/** Whole parts of paths alone, and never the last of any. */
function commonPrefix(names: readonly string[]): string {
  const [first = '', ...rest] = names
  let length = first.lastIndexOf('.') + 1
  for (const name of rest) {
    let alike = 0
    while (alike < length && name[alike] === first[alike]) alike++
    if (alike < length) length = first.slice(0, alike).lastIndexOf('.') + 1
  }
  return first.slice(0, length)
}

function inWords(value: PickleValue): string {
  if (value instanceof StoredTensor) return `one tensor [${value.shape.join(', ')}]`
  if (!(value instanceof Table)) return 'something else than a dictionary'
  const keys = [...value.texts.keys()]
  const first = keys.slice(0, 5).map((key) => `'${key}'`)
  return keys.length === 0 ? 'an empty dictionary' : `${first.join(', ')}${keys.length > 5 ? ' …' : ''}`
}
