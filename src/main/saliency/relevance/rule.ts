import type { Node, OpOf } from '../../model/graph/graph.ts'
import { adjointOf } from '../adjoint.ts'
import type { ForwardType } from '../adjoint/rule.ts'
import type { GraphBuilder } from '../graphBuilder.ts'
import { addNegative } from '../signedPart.ts'
import type { Landmarks } from './landmarks.ts'

/** One node on the way back: `relevance` is the id of what came to it, of the node's shape. */
export interface RelevanceStep<T extends ForwardType> {
  builder: GraphBuilder
  landmarks: Landmarks
  node: Node
  op: OpOf<T>
  relevance: string
}

/** Adds what `node.inputs[which]` gets of a node's relevance and gives its id, of that input's shape; null for nothing. */
export type RelevanceRule<T extends ForwardType> = (step: RelevanceStep<T>, which: number) => string | null

/** Rules of one family of layers. */
export type RelevanceRules<T extends ForwardType> = { [K in T]: RelevanceRule<K> }

/** Keeps quotients finite where what is divided by is 0; that of zennit (Anders 2021, arXiv 2106.13200). */
const EPSILON = 1e-6

/** Adds relevance / (z + epsilon), of z >= 0. */
export function addShareOfSum(builder: GraphBuilder, relevance: string, z: string): string {
  return builder.add({ type: 'multiply' }, [relevance, inverse(builder, z)], builder.shapeOf(z))
}

/** Adds relevance / (z + epsilon sign(z)), where the sign of 0 is 1. */
export function addShare(builder: GraphBuilder, relevance: string, z: string): string {
  const shape = builder.shapeOf(z)
  const step = { type: 'activation', activation: { kind: 'step' } } as const
  const below = builder.add(step, [addNegative(builder, z)], shape)
  const sign = builder.add(scaled(-2, 1), [below], shape)
  const size = builder.add({ type: 'absolute' }, [z], shape)
  return builder.add({ type: 'multiply' }, [relevance, sign, inverse(builder, size)], shape)
}

/** Adds x times what the adjoint of `node`, which is linear in that input, makes of the shares: sum of x w share. */
export function addTaken(builder: GraphBuilder, node: Node, which: number, share: string): string {
  const x = node.inputs[which]!
  return builder.add({ type: 'multiply' }, [x, movedBack(builder, node, which, share)], builder.shapeOf(x))
}

/** What the adjoint of the node makes of numbers of its shape. */
export function movedBack(builder: GraphBuilder, node: Node, which: number, numbers: string): string {
  return adjointOf(node)({ builder, node, op: node.op as never, gradient: numbers }, which)
}

export function addMultiple(builder: GraphBuilder, id: string, factor: number): string {
  return factor === 1 ? id : builder.add(scaled(factor, 0), [id], builder.shapeOf(id))
}

const scaled = (scale: number, offset: number) =>
  ({ type: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) }) as const

function inverse(builder: GraphBuilder, z: string): string {
  const shape = builder.shapeOf(z)
  const raised = builder.add(scaled(1, EPSILON), [z], shape)
  return builder.add({ type: 'activation', activation: { kind: 'power', exponent: -1 } }, [raised], shape)
}
