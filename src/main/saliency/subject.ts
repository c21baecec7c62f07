import type { Graph } from '../model/graph/graph.ts'
import { dependentOn } from '../model/graph/reach.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import type { LayerMean } from '../../shared/layerMean.ts'
import { outputsRead } from '../../shared/steeringHead.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Target } from './method.ts'
import { addSteering } from './steering.ts'

/** Two numbers of a model, each a node of shape [1]. */
export interface Numbers {
  /** Left-positive, in the head's unit. */
  steering: string
  /** What the maps are of: the steering, or the mean of what a layer gives. */
  subject: string
}

/** Adds both. The target must not be refused. Throws an InputError where the head does not fit the model. */
export function addSubject(builder: GraphBuilder, target: Target): Numbers {
  const steering = addSteering(builder, target)
  return { steering, subject: target.of ? addMean(builder, target.of) : steering }
}

/** The ids of the nodes behind which nothing counts for the maps; none where the head names no output of the model. */
export function lastNodesOf({ graph, head, of }: Target): string[] {
  return of ? [of.layer] : outputsRead(head).flatMap((name) => graph.outputs[name] ?? [])
}

/** Both numbers and nothing else: outputs `steering` [1] and `subject` [1]. */
export function subjectGraph(target: Target): Graph {
  const builder = new GraphBuilder(target.graph)
  return builder.finish({ ...addSubject(builder, target) })
}

/** Why no map can be drawn for this target by any method, in one sentence; null where one can. */
export function pictureRefusal({ graph, head, of }: Target): string | null {
  const { shape, id } = pictureOf(graph)
  if (shape.length !== 3) {
    return `The model reads ${shape.join(' x ')} numbers, not a picture of height x width x channels.`
  }
  const dependent = dependentOn(graph.nodes, id)
  if (of) return layerRefusal(graph, of, dependent)
  const ends = lastNodesOf({ graph, head })
  const isSeen = ends.length === 0 || ends.some((id) => dependent.has(id))
  return isSeen ? null : `Output '${head.output}' does not depend on the picture.`
}

function layerRefusal({ nodes }: Graph, { layer, channel }: LayerMean, dependent: ReadonlySet<string>): string | null {
  const node = nodes.find(({ id }) => id === layer)
  if (!node) return `The model has no layer '${layer}'.`
  if (!dependent.has(layer)) return `Layer '${layer}' does not depend on the picture.`
  const channels = node.shape.at(-1)!
  if (channel === null || channel < channels) return null
  return `Layer '${layer}' has ${channels} channels, counted from 0: there is no channel ${channel}.`
}

function addMean(builder: GraphBuilder, { layer, channel }: LayerMean): string {
  const shape = builder.shapeOf(layer)
  const part = [...shape.slice(0, -1), 1]
  const chosen =
    channel === null ? layer : builder.add({ type: 'slice', axis: shape.length - 1, from: channel }, [layer], part)
  const size = builder.shapeOf(chosen).reduce((product, length) => product * length, 1)
  const flat = builder.add({ type: 'reshape' }, [chosen], [size])
  const kernel = { shape: [size, 1], data: new Float32Array(size).fill(1 / size) }
  return builder.add({ type: 'dense', kernel, bias: null }, [flat], [1])
}
