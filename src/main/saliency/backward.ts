import type { Node } from '../model/graph/graph.ts'
import { dependentOn, neededFor } from '../model/graph/reach.ts'
import type { GraphBuilder } from './graphBuilder.ts'

/** Where a way back begins and ends. */
export interface Way {
  /** The node that it begins at. */
  from: string
  /** What that node is given, of its shape. */
  seed: string
  /** The node that it leads to. */
  to: string
}

/**
 * Goes from a node back to another against the order of the graph: what comes to a node from all that read it is summed,
 * and handed on to its inputs by `rule`. Gives the id of what came to the last node, of its shape. Only nodes between the
 * two are visited. Throws where no way leads there.
 * @param rule adds what `node.inputs[which]` gets of what came to the node, and gives its id, of that input's shape; null for nothing
 */
export function passBack(
  builder: GraphBuilder,
  { from, seed, to }: Way,
  rule: (node: Node, which: number, came: string) => string | null
): string {
  const forward = builder.nodes
  const needed = neededFor(forward, [from])
  const dependent = dependentOn(forward, to)
  const parts = new Map([[from, [seed]]])

  for (const node of forward.toReversed()) {
    const came = parts.get(node.id)
    if (!came || !needed.has(node.id) || !dependent.has(node.id) || node.id === to) continue
    const sum = summed(builder, came)
    node.inputs.forEach((input, which) => {
      if (!dependent.has(input)) return
      const part = rule(node, which, sum)
      if (part !== null) parts.set(input, [...(parts.get(input) ?? []), part])
    })
  }

  const result = parts.get(to)
  if (!result) throw new Error(`'${from}' does not depend on ${to === builder.picture.id ? 'the input' : `'${to}'`}`)
  return summed(builder, result)
}

function summed(builder: GraphBuilder, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : builder.add({ type: 'add' }, parts, builder.shapeOf(parts[0]!))
}
