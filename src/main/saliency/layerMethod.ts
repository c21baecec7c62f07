import type { Node } from '../model/graph/graph.ts'
import { dependentOn, neededFor } from '../model/graph/reach.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import { gradientAt } from './adjoint.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Explain, Method, Parameter, Target } from './method.ts'
import { receptiveField, spreadingKernel } from './receptiveField.ts'
import { settled } from './settings.ts'
import { addSubject, lastNodesOf, pictureRefusal } from './subject.ts'

/** Fewer rows say hardly anything of where: the last map of DAVE-2 has one. */
const LEAST_ROWS = 3

/** Adds the map of a layer, [rows, columns, 1] and never negative, out of two nodes [rows, columns, count]; gives its id. */
type ReadLayer = (builder: GraphBuilder, layer: { maps: string; slopes: string }, explain: Explain) => string

/**
 * A class activation map: a method that reads its map out of the maps A_k of one convolution, behind its activation, and
 * d steering / d A_k of left-positive steering. What it reads is spread over what the cells of A see of the picture by
 * linear interpolation.
 */
export function layerMethod(
  about: Pick<Method, 'id' | 'label' | 'version' | 'goodFor' | 'use' | 'caution'>,
  read: ReadLayer
): Method {
  return {
    ...about,
    family: 'gradient',
    signed: true,

    refuse(target) {
      const refusal = pictureRefusal(target)
      if (refusal) return refusal
      if (layersOf(target).length > 0) return null
      const lacks = target.of
        ? `No convolution lies in front of layer '${target.of.layer}'`
        : 'The model has no convolutional layer'
      return `${lacks}. ${about.label} needs one; use Gradient.`
    },
    parameters: parametersOf,
    // The way back ends at the layer, before the large maps.
    cost: () => 2,

    build(target, explain, settings) {
      const { layer } = settled(parametersOf(target), settings)
      const maps = layersOf(target).find(({ convolution }) => convolution.id === layer)!.maps.id
      const builder = new GraphBuilder(target.graph)
      const { steering, subject } = addSubject(builder, target)
      const map = read(builder, { maps, slopes: gradientAt(builder, subject, maps) }, explain)
      return oneRun(builder.finish({ steering, map: addSpread(builder, target, maps, map) }))
    }
  }
}

/** Adds the sum over k of a product with maps, element by element: [rows, columns, count] to [rows, columns, 1]. */
export function addWeightedSum(builder: GraphBuilder, maps: string, weights: string): string {
  const shape = builder.shapeOf(maps)
  const weighted = builder.add({ type: 'multiply' }, [maps, weights], shape)
  return builder.add({ type: 'channel-sum' }, [weighted], [shape[0]!, shape[1]!, 1])
}

interface Layer {
  convolution: Node
  /** Its maps behind normalisation and activation. */
  maps: Node
}

/** The convolutions whose maps are needed for what is explained, in graph order. */
function layersOf(target: Target): Layer[] {
  const { graph } = target
  const needed = neededFor(graph.nodes, lastNodesOf(target))
  const dependent = dependentOn(graph.nodes, pictureOf(graph).id)
  return graph.nodes
    .filter(({ id, op }) => op.type === 'conv2d' && needed.has(id) && dependent.has(id))
    .map((convolution) => ({ convolution, maps: behind(convolution, graph.nodes) }))
    .filter(({ maps }) => needed.has(maps.id))
}

function behind(convolution: Node, nodes: readonly Node[]): Node {
  for (let last = convolution; ;) {
    const readers = nodes.filter((node) => node.inputs.includes(last.id))
    const next = readers[0]
    if (next?.op.type === 'activation' && readers.length === 1) return next
    if (next?.op.type !== 'affine' || readers.length > 1) return last
    last = next
  }
}

function parametersOf(target: Target): readonly Parameter[] {
  const layers = layersOf(target)
  const deepest = layers.findLast(({ maps }) => maps.shape[0]! >= LEAST_ROWS) ?? layers.at(-1)
  const choices = layers.map(({ convolution }) => convolution.id)
  return [{ id: 'layer', label: 'Layer', kind: 'choice', default: deepest?.convolution.id ?? '', choices }]
}

/** Spreads [rows, columns, 1] of the node `maps` over the picture: one product along each axis. */
function addSpread(builder: GraphBuilder, { graph }: Target, maps: string, map: string): string {
  const [rows, columns] = builder.shapeOf(map) as [number, number]
  const [height, width] = graph.input.shape as [number, number]
  const [down, across] = receptiveField(graph, maps)
  const dense = (from: number, to: number, data: Float32Array) =>
    ({ type: 'dense', kernel: { shape: [from, to], data }, bias: null }) as const
  const turn = { type: 'permute', axes: [1, 0] } as const

  const flat = builder.add({ type: 'reshape' }, [map], [rows, columns])
  const wide = builder.add(dense(columns, width, spreadingKernel(across, [columns, width])), [flat], [rows, width])
  const turned = builder.add(turn, [wide], [width, rows])
  const whole = builder.add(dense(rows, height, spreadingKernel(down, [rows, height])), [turned], [width, height])
  return builder.add({ type: 'reshape' }, [builder.add(turn, [whole], [height, width])], [height, width, 1])
}
