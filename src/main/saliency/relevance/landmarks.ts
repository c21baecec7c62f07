import type { Node, Op } from '../../model/graph/graph.ts'
import { dependentOn, neededFor } from '../../model/graph/reach.ts'
import type { GraphBuilder } from '../graphBuilder.ts'
import { placesOf } from '../places.ts'

/** What the rules of relevance ask of the whole network. */
export interface Landmarks {
  /** True for nodes that lie between the picture and a first convolution, and for the picture. */
  isInFront(id: string): boolean
  /** True where the numbers lie as the picture does. */
  hasPlaces(id: string): boolean
  /** True for numbers that only let others through: what a sigmoid, a softmax or a step gives, or what divides by a norm. */
  isGate(id: string): boolean
  /** True where no number can be below 0, whatever the picture. */
  isNeverNegative(id: string): boolean
  /** The scale and offset behind a layer that nothing else reads (batch normalisation), which count as part of it. */
  normalisationOf(id: string): Node | null
}

const convolutions: readonly Op['type'][] = ['conv2d', 'conv2d-transpose']

const movers: readonly Op['type'][] = [
  'max-pool',
  'average-pool',
  'global-average-pool',
  'broadcast',
  'upsample',
  'reshape',
  'permute',
  'crop',
  'pad',
  'concat',
  'slice'
]

const neverNegative: readonly string[] = ['relu', 'sigmoid', 'softplus', 'softmax', 'exp', 'absolute', 'step']

/** Finds them in a network as it stands, before anything is added to it. */
export function landmarksOf(builder: GraphBuilder): Landmarks {
  const { nodes, picture } = builder
  const known = new Map(nodes.map((node) => [node.id, node]))
  const dependent = dependentOn(nodes, picture.id)
  const layers = nodes.filter(({ id, op }) => convolutions.includes(op.type) && dependent.has(id))
  const behind = new Set(layers.flatMap(({ id }) => [...dependentOn(nodes, id)]))
  const leading = neededFor(
    nodes,
    layers.flatMap(({ inputs }) => inputs)
  )
  const places = placesOf(nodes, picture)

  const isGate = (id: string): boolean => {
    const node = known.get(id)
    if (node?.op.type === 'activation') {
      const { activation } = node.op
      const isShare = activation.kind === 'clip' && activation.min === 0 && activation.max === 1
      const isDivisor = activation.kind === 'power' && activation.exponent < 0
      return isShare || isDivisor || ['sigmoid', 'softmax', 'step'].includes(activation.kind)
    }
    const passes = node !== undefined && (node.op.type === 'affine' || movers.includes(node.op.type))
    return passes && node.inputs.every(isGate)
  }
  const isNeverNegative = (id: string): boolean => {
    const node = known.get(id)
    if (node?.op.type === 'activation') {
      const { activation } = node.op
      return activation.kind === 'clip' ? activation.min >= 0 : neverNegative.includes(activation.kind)
    }
    return node !== undefined && movers.includes(node.op.type) && node.inputs.every(isNeverNegative)
  }
  return {
    isInFront: (id) => id === picture.id || (leading.has(id) && !behind.has(id)),
    hasPlaces: (id) => places.has(id),
    isGate,
    isNeverNegative,
    normalisationOf(id) {
      const readers = nodes.filter(({ inputs }) => inputs.includes(id))
      return readers.length === 1 && readers[0]!.op.type === 'affine' ? readers[0]! : null
    }
  }
}
