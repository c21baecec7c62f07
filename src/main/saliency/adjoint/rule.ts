import type { Node, Op, OpOf } from '../../model/graph/graph.ts'
import type { GraphBuilder } from '../graphBuilder.ts'

/** The ops that importers emit; the others serve the graphs of saliency methods, which nothing differentiates. */
export type ForwardType = Exclude<
  Op['type'],
  | 'constant'
  | 'activation-grad'
  | 'max-pool-grad'
  | 'average-pool-grad'
  | 'sum-pool'
  | 'positive'
  | 'absolute'
  | 'channel-mean'
  | 'channel-max'
  | 'channel-sum'
>

/** One node on the way back: `gradient` is the id of d(scalar)/d(node), of the node's shape. */
export interface Step<T extends ForwardType> {
  builder: GraphBuilder
  node: Node
  op: OpOf<T>
  gradient: string
}

/** Adds the nodes of d(scalar)/d(node.inputs[which]) and gives the id of the last, of that input's shape. */
export type Rule<T extends ForwardType> = (step: Step<T>, which: number) => string

/** Rules of one family of layers. */
export type Rules<T extends ForwardType> = { [K in T]: Rule<K> }
