import type { Node, Op } from '../model/graph/graph.ts'
import { mapShape, type Places } from './places.ts'

/** What a joint of several paths is a function of. */
export interface PointwiseSource {
  source: string
  /** True where each number of the joint is a function of one number, as of an activation; false where of all of its place. */
  byNumber: boolean
}

const each: readonly Op['type'][] = ['affine', 'activation', 'multiply', 'add']

/**
 * The one node of whose numbers a node that joins several paths is a function, place by place: exporters write
 * Mish as x tanh(softplus(x)), GELU as x (1 + erf(x / sqrt 2)) / 2, layer normalisation by means over the channels. null
 * where the paths are more than that.
 * @param nodes in graph order
 * @param places of all nodes that have them
 */
export function pointwiseSource(
  joint: Node,
  nodes: readonly Node[],
  places: ReadonlyMap<string, Places>
): PointwiseSource | null {
  const order = new Map(nodes.map(({ id }, index) => [id, index]))
  const open = new Set(joint.inputs.filter((id) => places.has(id)))
  let byNumber = true
  if (!each.includes(joint.op.type)) return null
  const mapSize = (node: Node): string => mapShape(node.shape, places.get(node.id)!).join()
  while (open.size > 1) {
    const latest = [...open].reduce((a, b) => ((order.get(a) ?? -1) > (order.get(b) ?? -1) ? a : b))
    const node = nodes[order.get(latest) ?? -1]
    if (!node || mapSize(node) !== mapSize(joint)) return null
    if (isOverChannels(node, places.get(node.id)!)) byNumber = false
    else if (!each.includes(node.op.type)) return null
    open.delete(latest)
    for (const id of node.inputs) if (places.has(id)) open.add(id)
  }
  const [source] = open
  return source === undefined ? null : { source, byNumber }
}

/** Gathers the numbers of a place, or repeats one of them. */
function isOverChannels({ op, shape }: Node, places: Places): boolean {
  if (op.type === 'activation') return op.activation.kind === 'softmax'
  return op.type === 'dense' && !places.includes(shape.length - 1) && isEven(op.kernel.data)
}

const isEven = (weights: Float32Array): boolean => weights.every((weight) => weight === weights[0])
