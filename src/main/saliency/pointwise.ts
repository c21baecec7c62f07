import type { Node, Op } from '../model/graph.ts'

const each: readonly Op['type'][] = ['affine', 'activation', 'multiply', 'add']

/**
 * The one node of whose numbers a node that joins several paths is a function, each number by itself: exporters write
 * Mish as x tanh(softplus(x)), GELU as x (1 + erf(x / sqrt 2)) / 2. null where the paths are more than that.
 * @param nodes in graph order
 * @param dependent ids of the nodes that change with the picture
 */
export function pointwiseSource(joint: Node, nodes: readonly Node[], dependent: ReadonlySet<string>): string | null {
  const place = new Map(nodes.map(({ id }, index) => [id, index]))
  const open = new Set(joint.inputs.filter((id) => dependent.has(id)))
  if (!each.includes(joint.op.type)) return null
  while (open.size > 1) {
    const latest = [...open].reduce((a, b) => ((place.get(a) ?? -1) > (place.get(b) ?? -1) ? a : b))
    const node = nodes[place.get(latest) ?? -1]
    if (!node || !each.includes(node.op.type) || node.shape.join() !== joint.shape.join() || isSoftmax(node))
      return null
    open.delete(latest)
    for (const id of node.inputs) if (dependent.has(id)) open.add(id)
  }
  const [source] = open
  return source ?? null
}

/** A number of a softmax depends on all of its row. */
const isSoftmax = ({ op }: Node): boolean => op.type === 'activation' && op.activation.kind === 'softmax'
