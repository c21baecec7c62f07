import { uniform } from '../../../shared/uniform.ts'
import type { Graph, Op, Weights } from './graph.ts'

/**
 * The same network without what it learnt: the numbers of each kernel in another order, biases as they are. What holds for
 * it too is the architecture's doing (Adebayo 2018, arXiv 1810.03292).
 * @param seed another gives another order
 */
export function shuffledWeights(graph: Graph, seed: number): Graph {
  const random = uniform(seed)
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, op: shuffled(node.op, random) })) }
}

function shuffled(op: Op, random: () => number): Op {
  return 'kernel' in op ? { ...op, kernel: inAnotherOrder(op.kernel, random) } : op
}

/** Fisher and Yates. */
function inAnotherOrder({ shape, data }: Weights, random: () => number): Weights {
  const moved = new Float32Array(data)
  for (let i = moved.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1))
    const value = moved[i]!
    moved[i] = moved[other]!
    moved[other] = value
  }
  return { shape, data: moved }
}
