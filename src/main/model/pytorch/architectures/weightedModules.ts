import type { StateDict } from '../weights/stateDict.ts'

/** A module that has weights, by the kind that their names and shapes tell. */
export interface WeightedModule {
  /** '' for a state dict of one module. */
  at: string
  kind: 'convolution' | 'rows' | 'normalisation'
  /** Of its weight: [out, in, height, width], [out, in], [channels]. */
  shape: readonly number[]
  bias: boolean
}

/** Counts batches while it trains, and says nothing else. */
export const isCounter = (key: string): boolean => /(^|\.)num_batches_tracked$/.test(key)

const keysOf = {
  convolution: ['weight'],
  rows: ['weight'],
  normalisation: ['weight', 'bias', 'running_mean', 'running_var']
} as const

/**
 * The modules that a state dict has weights of, in its order. Those that it has twice, as networks do that call a part
 * by two names, are left out the second time.
 * @returns also what cannot be told from names and shapes
 */
export function weightedModules({ tensors }: Pick<StateDict, 'tensors'>): { modules: WeightedModule[]; odd: string[] } {
  const paths = new Map<string, Set<string>>()
  const seen = new Set<string>()
  for (const [key, tensor] of tensors) {
    if (isCounter(key)) continue
    if (tensor.shape.length > 0 && seen.has(tensor.place)) continue
    seen.add(tensor.place)
    const [path, part] = split(key)
    paths.set(path, (paths.get(path) ?? new Set()).add(part))
  }
  const odd: string[] = []
  const modules: WeightedModule[] = []
  for (const [at, parts] of paths) {
    const shape = tensors.get(joined(at, 'weight'))?.shape
    const kind = shape && kindOf(shape, parts)
    const known = kind && new Set<string>([...keysOf[kind], ...(kind === 'normalisation' ? [] : ['bias'])])
    const isKnown =
      kind && keysOf[kind].every((part) => parts.has(part)) && [...parts].every((part) => known?.has(part))
    if (isKnown) modules.push({ at, kind, shape, bias: parts.has('bias') })
    else odd.push(...[...parts].map((part) => joined(at, part)))
  }
  return { modules, odd }
}

const joined = (at: string, part: string): string => (at === '' ? part : `${at}.${part}`)

function split(key: string): [path: string, part: string] {
  const at = key.lastIndexOf('.')
  return [key.slice(0, Math.max(0, at)), key.slice(at + 1)]
}

function kindOf(shape: readonly number[], parts: ReadonlySet<string>): WeightedModule['kind'] | null {
  if (parts.has('running_mean')) return shape.length === 1 ? 'normalisation' : null
  if (shape.length === 4) return 'convolution'
  return shape.length === 2 ? 'rows' : null
}

/**
 * Whether a module without weights stands between a module and the next: told of two in one Sequential, which numbers all of
 * its modules; null where it cannot be told.
 */
export function isApart(at: string, next: string): boolean | null {
  const [path, place] = split(at)
  const [nextPath, nextPlace] = split(next)
  const isNumbered = /^\d+$/.test(place) && /^\d+$/.test(nextPlace)
  return isNumbered && path === nextPath ? Number(nextPlace) !== Number(place) + 1 : null
}
