import type { AttributeValue, Operator } from '../../lowering/operator.ts'
import type { Activation } from '../../../../shared/toldLayers.ts'
import type { Layer } from './layers.ts'

/** What the picture is called in networks that are told by their weights. */
export const pictureName = 'input'

/** The operators of a network, one behind the other, as torch.export would write them. */
export class OperatorList {
  readonly operators: Operator[] = []
  /** The tensor that the last of them gives. */
  last = pictureName

  /** An operator on the last tensor, and on weights by their names; '' for weights that it lacks. */
  add(
    type: string,
    name: string,
    weights: readonly string[] = [],
    attributes: Record<string, AttributeValue> = {}
  ): void {
    this.of(type, name, [this.last, ...weights], attributes)
  }

  of(type: string, name: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}): void {
    const result = `${this.operators.length + 1}:${name}`
    const stated = new Map(Object.entries(attributes))
    this.operators.push({ name, type, domain: 'aten', inputs: [...inputs], outputs: [result], attributes: stated })
    this.last = result
  }

  /** @param groups into which the channels are divided */
  convolution(at: string, bias: boolean, { stride, padding }: { stride: number; padding: number }, groups = 1): void {
    const weights = [`${at}.weight`, bias ? `${at}.bias` : '']
    const pair = (n: number): readonly number[] => [n, n]
    this.add('conv2d', at, weights, { stride: pair(stride), padding: pair(padding), groups })
  }

  rows(at: string, bias: boolean): void {
    this.add('linear', at, [`${at}.weight`, bias ? `${at}.bias` : ''])
  }

  normalisation(at: string): void {
    this.add(
      'batch_norm',
      at,
      ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${at}.${part}`),
      { eps: 1e-5 }
    )
  }

  activation(as: Activation, name: string): void {
    this.add(as, name)
  }

  /** Layers one behind the other, but for heads, which `head` adds. @param channelsOf a module's weights, of the result */
  layers(layers: readonly Layer[], head: (at: string) => void, channelsOf: (at: string) => number): void {
    for (const layer of layers) this.#layer(layer, head, channelsOf)
  }

  #layer(layer: Layer, head: (at: string) => void, channelsOf: (at: string) => number): void {
    const { at } = layer
    switch (layer.kind) {
      case 'convolution':
        return this.convolution(at, layer.bias, layer, layer.groups === 'each' ? channelsOf(at) : 1)
      case 'normalisation':
        return this.normalisation(at)
      case 'activation':
        return this.activation(layer.as, at)
      case 'max-pool': {
        const { size, stride, padding, ceil } = layer
        const [kernel_size, steps, pads] = [size, stride, padding].map((n) => [n, n])
        return this.add('max_pool2d', at, [], {
          kernel_size: kernel_size!,
          stride: steps!,
          padding: pads!,
          ceil_mode: ceil ? 1 : 0
        })
      }
      case 'average':
        return this.add('adaptive_avg_pool2d', at, [], { output_size: [layer.areas, layer.areas] })
      case 'flatten':
        return this.add('flatten', at, [], { start_dim: 1 })
      case 'dropout':
        return
      case 'head':
        return head(at)
      case 'sum':
      case 'join': {
        const before = this.last
        const ends = layer.of.map((branch) => {
          this.last = before
          this.layers(branch, head, channelsOf)
          return this.last
        })
        return layer.kind === 'join' ? this.of('cat', at, ends, { dim: 1 }) : this.of('add', at, ends)
      }
    }
  }
}
