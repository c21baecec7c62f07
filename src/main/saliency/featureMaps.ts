import { InputError } from '../../shared/errors.ts'
import type { Graph } from '../model/graph/graph.ts'
import { GraphBuilder } from './graphBuilder.ts'

/** Ids of the nodes whose values are maps of shape [height, width, channels], in graph order. */
export function mapLayers(graph: Graph): string[] {
  return graph.nodes.filter(({ shape }) => shape.length === 3).map(({ id }) => id)
}

/**
 * The graph whose one output `maps` is what the layer gives: [height, width, channels]. Throws an InputError where
 * there is no such layer, or it gives no maps.
 */
export function featureMapGraph(graph: Graph, layer: string): Graph {
  const layers = mapLayers(graph)
  if (layers.includes(layer)) return new GraphBuilder(graph).finish({ maps: layer })
  const known = layers.length > 0 ? `choose one of ${layers.join(', ')}` : 'this model has none'
  throw new InputError(`There is no layer '${layer}' with maps: ${known}.`)
}
