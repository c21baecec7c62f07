import type { Activation } from '../../../../shared/toldLayers.ts'

/**
 * A layer of an architecture, as data. `at` is the whole path of the module that has its weights, and what the layer is
 * called.
 */
export type Layer =
  /** With square kernels. Of `groups: 'each'` every channel has a filter of its own. `channels` of the result; null for any. */
  | {
      kind: 'convolution'
      at: string
      channels: number | null
      size: number
      stride: number
      padding: number
      groups: 1 | 'each'
      bias: boolean
    }
  /** By the statistics of training (batch normalisation). */
  | { kind: 'normalisation'; at: string }
  | { kind: 'activation'; at: string; as: Activation }
  /** `ceil`: a last window that begins inside counts. */
  | { kind: 'max-pool'; at: string; size: number; stride: number; padding: number; ceil: boolean }
  /** Means of so many areas along each axis. */
  | { kind: 'average'; at: string; areas: number }
  | { kind: 'flatten'; at: string }
  /** Changes nothing once a model is trained. */
  | { kind: 'dropout'; at: string }
  /** What goes in is led through each of the branches, and what they give is added. An empty branch leads it past. */
  | { kind: 'sum'; at: string; of: readonly (readonly Layer[])[] }
  /** The same, with what they give one behind the other. */
  | { kind: 'join'; at: string; of: readonly (readonly Layer[])[] }
  /** What people replace: layers of rows of numbers, of any number and size, at the module `at` or below it. */
  | { kind: 'head'; at: string; features: number }

interface Window {
  stride?: number
  padding?: number
}

/** A convolution without bias, as those in front of a normalisation are. */
export function convolution(
  at: string,
  channels: number,
  size: number,
  { stride = 1, padding = 0 }: Window = {}
): Layer {
  return { kind: 'convolution', at, channels, size, stride, padding, groups: 1, bias: false }
}

export function biased(at: string, channels: number | null, size: number, window: Window = {}): Layer {
  const { stride = 1, padding = 0 } = window
  return { kind: 'convolution', at, channels, size, stride, padding, groups: 1, bias: true }
}

/** A filter of its own for each of these channels. */
export function depthwise(at: string, channels: number, size: number, { stride = 1, padding = 0 }: Window = {}): Layer {
  return { kind: 'convolution', at, channels, size, stride, padding, groups: 'each', bias: false }
}

export const normalisation = (at: string): Layer => ({ kind: 'normalisation', at })
export const relu = (at: string): Layer => ({ kind: 'activation', at, as: 'relu' })
export const relu6 = (at: string): Layer => ({ kind: 'activation', at, as: 'relu6' })
export const dropout = (at: string): Layer => ({ kind: 'dropout', at })
export const average = (at: string, areas: number): Layer => ({ kind: 'average', at, areas })
export const flatten = (at: string): Layer => ({ kind: 'flatten', at })
export const head = (at: string, features: number): Layer => ({ kind: 'head', at, features })

export function maxPool(
  at: string,
  size: number,
  stride: number,
  { padding = 0, ceil = false }: { padding?: number; ceil?: boolean } = {}
): Layer {
  return { kind: 'max-pool', at, size, stride, padding, ceil }
}

/** Every layer, those of branches among them. */
export function* allLayers(layers: readonly Layer[]): Iterable<Layer> {
  for (const layer of layers) {
    yield layer
    if (layer.kind === 'sum' || layer.kind === 'join') for (const branch of layer.of) yield* allLayers(branch)
  }
}
