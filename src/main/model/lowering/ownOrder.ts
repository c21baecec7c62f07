import type { Node } from '../graph/graph.ts'
import type { Scope } from './operatorAt.ts'
import type { Value } from './value.ts'

/**
 * The id of an output whose numbers lie as the model counts them: row-major, in the order of its own axes. A picture whose
 * channels the model has first is turned for that.
 * @param wanted id of the node that turns it, where one is needed
 */
export function inOwnOrder(
  { id, shape, axes }: Value,
  wanted: string,
  { nodes, ids }: Pick<Scope, 'nodes' | 'ids'>
): string {
  if (axes.every((axis, i) => axis === i)) return id
  let own = wanted
  for (let n = 2; ids.has(own); n++) own = `${wanted}#${n}`
  ids.add(own)
  const turned: Node = { id: own, op: { type: 'permute', axes }, inputs: [id], shape: axes.map((axis) => shape[axis]!) }
  nodes.push(turned)
  return own
}
