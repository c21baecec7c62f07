import type { StateDict } from '../weights/stateDict.ts'
import { allLayers, type Layer } from './layers.ts'
import type { Architecture } from './table.ts'
import { isCounter } from './weightedModules.ts'

/** The sizes of a weight; null for any. */
type Wanted = readonly (number | null)[]

/** How well a state dict fits an architecture. */
export interface Fit {
  architecture: Architecture
  /** Channels of the picture. */
  channels: number
  /** How many of its weights are there, as they should be. */
  right: number
  /** How many it has. */
  of: number
  /** What is wrong with the others, to follow "but"; null where it fits. */
  wrong: string | null
}

/** How a state dict fits an architecture, by the names and shapes of all of its weights and, where it names them, its modules. */
export function fitOf(architecture: Architecture, { tensors, modules }: StateDict): Fit {
  const { layers } = architecture
  const channels = pictureChannels(layers, tensors)
  const wanted = wantedWeights(layers, channels)
  const heads = headsOf(layers)
  const faults: string[] = []
  let right = 0
  for (const [key, shape] of wanted) {
    const found = tensors.get(key)?.shape
    if (found && found.length === shape.length && shape.every((size, i) => size === null || size === found[i])) right++
    else if (!found) faults.push(`it lacks '${key}'`)
    else
      faults.push(
        `its '${key}' is [${found.join(', ')}] in place of [${shape.map((size) => size ?? 'any').join(', ')}]`
      )
  }
  const others = [...tensors.keys()].filter((key) => !wanted.has(key) && !isCounter(key) && !isBelow(key, heads))
  if (others.length > 0) faults.push(`it has '${others[0]}' besides`)
  const odd = modules && otherModule(layers, modules)
  if (odd) faults.push(odd)
  return { architecture, channels, right, of: wanted.size, wrong: faults[0] ?? null }
}

const headsOf = (layers: readonly Layer[]): string[] =>
  layers.flatMap((layer) => (layer.kind === 'head' ? [layer.at] : []))

const isBelow = (key: string, paths: readonly string[]): boolean =>
  paths.some((path) => key === path || key.startsWith(`${path}.`))

function pictureChannels(layers: readonly Layer[], tensors: StateDict['tensors']): number {
  const [first] = layers
  return tensors.get(`${first?.at}.weight`)?.shape[1] ?? 3
}

/** The weights of layers one behind the other, but for heads. @param channels of what goes in */
function wantedWeights(layers: readonly Layer[], channels: number): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>()
  let depth = channels
  const follow = (layer: Layer): void => {
    const { at } = layer
    switch (layer.kind) {
      case 'convolution': {
        const { channels: out, size, groups, bias } = layer
        wanted.set(`${at}.weight`, [out, groups === 'each' ? 1 : depth, size, size])
        if (bias) wanted.set(`${at}.bias`, [out])
        depth = out ?? 0
        return
      }
      case 'normalisation':
        for (const part of ['weight', 'bias', 'running_mean', 'running_var']) wanted.set(`${at}.${part}`, [depth])
        return
      case 'sum':
      case 'join': {
        const before = depth
        const after = layer.of.map((branch) => {
          depth = before
          branch.forEach(follow)
          return depth
        })
        depth = layer.kind === 'join' ? after.reduce((a, b) => a + b, 0) : (after[0] ?? before)
      }
    }
  }
  layers.forEach(follow)
  return wanted
}

/**
 * A module that a Sequential of the network has besides the architecture's, or lacks: its activations and pools have no
 * weights. Null where there is none; heads may have any.
 */
function otherModule(layers: readonly Layer[], modules: readonly string[]): string | null {
  const heads = headsOf(layers)
  const paths = new Set<string>()
  for (const { at } of allLayers(layers)) {
    const parts = at.split('.')
    parts.forEach((_, i) => paths.add(parts.slice(0, i + 1).join('.')))
  }
  const isNumbered = (path: string): boolean => /\.\d+$/.test(path) && !isBelow(path, heads)
  const more = modules.find((path) => isNumbered(path) && !paths.has(path))
  if (more !== undefined) return `it has a module '${more}' besides`
  const less = [...paths].find((path) => isNumbered(path) && !modules.includes(path))
  return less === undefined ? null : `it lacks the module '${less}'`
}
