import type { Tensor } from '@tensorflow/tfjs-core'
import { type Graph, type Node, nodeOf, type Op } from '../../model/graph/graph.ts'
import { activationOperations } from './activation.ts'
import { elementwiseOperations } from './elementwise.ts'
import { layoutOperations } from './layout.ts'
import { linearOperations } from './linear.ts'
import type { Operations, Run } from './operation.ts'
import { poolingOperations } from './pooling.ts'

export type { Run } from './operation.ts'

const operations: Operations<Op['type']> = {
  ...linearOperations,
  ...activationOperations,
  ...poolingOperations,
  ...layoutOperations,
  ...elementwiseOperations
}

/** Prepares a node of the graph for the current backend: uploads its weights and gives the function that runs it. */
export function compile(
  node: Node,
  graph: Graph,
  upload: (data: Float32Array, shape: readonly number[]) => Tensor
): Run {
  const inputShapes = node.inputs.map((id) => (id === graph.input.id ? graph.input.shape : nodeOf(graph, id).shape))
  return operations[node.op.type]({ op: node.op as never, node, inputShapes, upload })
}
