import type { Node } from './graph.ts'

/** Ids of the nodes that any of `outputs` is computed from, themselves included. `nodes` in graph order. */
export function neededFor(nodes: readonly Node[], outputs: readonly string[]): Set<string> {
  const needed = new Set(outputs)
  for (const node of nodes.toReversed()) {
    if (needed.has(node.id)) for (const input of node.inputs) needed.add(input)
  }
  return needed
}

/** Ids of the nodes that change with the picture, `input` included. `nodes` in graph order. */
export function dependentOn(nodes: readonly Node[], input: string): Set<string> {
  const dependent = new Set([input])
  for (const node of nodes) if (node.inputs.some((id) => dependent.has(id))) dependent.add(node.id)
  return dependent
}
