import type { Graph } from './graph.ts'

/**
 * The id of the node that gives an output as [height, width, channels]: where the model has its channels first, what was
 * turned for that. undefined where there is no such output.
 */
export function outputPicture(graph: Graph, output: string): string | undefined {
  const id = graph.outputs[output]
  const node = graph.nodes.find((one) => one.id === id)
  return node?.op.type === 'permute' && node.op.axes.join() === '2,0,1' ? node.inputs[0] : id
}
