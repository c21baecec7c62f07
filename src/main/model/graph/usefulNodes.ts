import type { Node } from './graph.ts'

/** The nodes that the outputs are made of, in their order. */
export function usefulNodes(nodes: readonly Node[], outputs: readonly string[]): Node[] {
  const needed = new Set(outputs)
  for (const node of nodes.toReversed()) if (needed.has(node.id)) node.inputs.forEach((input) => needed.add(input))
  return nodes.filter((node) => needed.has(node.id))
}
