import type { Activation } from '../../../../shared/toldLayers.ts'
import type { OperatorList } from './operatorList.ts'
import { isApart, type WeightedModule } from './weightedModules.ts'

/** Modules one behind the other: convolutions, and behind them rows of numbers. */
export interface Chain {
  modules: readonly WeightedModule[]
  /** Channels or numbers that go in. */
  depth: number
  /** The place of the first module on rows of numbers, before which the picture is flattened; none where it is 0. */
  flattenedAt: number
  /** Pixels that are left of the picture there. */
  cells: number
}

/**
 * The modules as a chain that a picture of `depth` channels goes into, or a row of so many numbers; in words why they are
 * none, to follow "but".
 */
export function chainOf(modules: readonly WeightedModule[], depth: number, from: 'picture' | 'row'): Chain | string {
  const isRow = (kind: WeightedModule['kind'], i: number): boolean => kind === 'rows' || isOfRow(modules, i)
  const flattenedAt = from === 'row' ? 0 : modules.findIndex(({ kind }, i) => isRow(kind, i))
  if (flattenedAt < 0 || modules.at(-1)?.kind !== 'rows') return 'its last layer gives no row of numbers'
  let given = depth
  let cells = 1
  for (const [i, { at, kind, shape }] of modules.entries()) {
    if (shape.includes(0)) return `'${at}' has no numbers`
    const [out = 0, taken = 0] = kind === 'normalisation' ? [shape[0], shape[0]] : shape
    if (i === flattenedAt && i > 0) cells = taken / given
    else if (kind === 'convolution' && i >= flattenedAt) return `'${at}' convolves what is no picture any more`
    else if (taken !== given) return `'${at}' takes ${taken} where ${given} come`
    if (!Number.isInteger(cells)) return `'${at}' takes ${taken} numbers, which are no pixels of ${given} channels`
    given = out
  }
  return { modules, depth, flattenedAt, cells }
}

/** Whether a normalisation is one of a row of numbers: that which the module behind it takes. */
function isOfRow(modules: readonly WeightedModule[], i: number): boolean {
  const [one, before, next] = [modules[i], modules[i - 1], modules[i + 1]]
  if (one?.kind !== 'normalisation' || next?.kind !== 'rows') return false
  return before !== undefined && before.shape[0] !== one.shape[0] && next.shape[1] === one.shape[0]
}

/**
 * Whether an activation is taken to stand behind a module: behind all but the last, and but for those that a normalisation
 * follows, where the numbers of a Sequential say nothing else.
 */
export function isActivated({ modules }: Chain, i: number): boolean {
  const [one, next] = [modules[i], modules[i + 1]]
  if (!one || !next) return false
  return isApart(one.at, next.at) ?? !(next.kind === 'normalisation' || (i === 0 && one.kind === 'normalisation'))
}

/** How the modules of a chain are joined. */
export interface Joints {
  window(module: WeightedModule): { stride: number; padding: number }
  activation(i: number): Activation | null
}

export function addChain(list: OperatorList, chain: Chain, { window, activation }: Joints): void {
  chain.modules.forEach((module, i) => {
    const { at, kind, bias } = module
    if (i === chain.flattenedAt && i > 0) {
      if (chain.cells === 1) list.add('adaptive_avg_pool2d', 'mean', [], { output_size: [1, 1] })
      list.add('flatten', 'flatten', [], { start_dim: 1 })
    }
    if (kind === 'convolution') list.convolution(at, bias, window(module))
    else if (kind === 'rows') list.rows(at, bias)
    else list.normalisation(at)
    const as = activation(i)
    if (as) list.activation(as, `${at}/${as}`)
  })
}
