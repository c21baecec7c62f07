import type { Node, Pads, Pair, Shape, Weights } from '../model/graph/graph.ts'
import { transposedBack } from './adjoint/linear.ts'
import { dilatedKernel } from '../model/graph/dilatedKernel.ts'
import type { GraphBuilder } from './graphBuilder.ts'
import { mapShape, type Places } from './places.ts'

/** One step back: from a map over the places of a node to one over those of a node that it is computed from. */
export interface StepBack {
  builder: GraphBuilder
  places: ReadonlyMap<string, Places>
  node: Node
  /** Id of one of the nodes that it is computed from. */
  source: string
  /** Ids of all of them that have places. */
  sources: readonly string[]
  /** Id of the map, [rows, columns, 1]. */
  map: string
}

/**
 * The step back through the model as it were if every tensor had one channel, the mean of its channels, and every
 * kernel were of ones. Channels that stand beside others then count by how many they are, and what is added or moved passes as it is.
 */
export function stepBack({ builder, places, node, source, sources, map }: StepBack): string {
  const { op } = node
  const own = places.get(node.id)!
  const before = places.get(source)!
  const shape = mapShape(builder.shapeOf(source), before)
  switch (op.type) {
    case 'conv2d': {
      const kernel = dilatedKernel(ones([op.kernel.shape[0]!, op.kernel.shape[1]!]), op.dilations)
      const { strides, pads } = op
      return builder.add({ type: 'conv2d-transpose', kernel, bias: null, strides, pads }, [map], shape)
    }
    case 'max-pool':
    case 'average-pool': {
      const { size, strides, pads } = op
      return builder.add({ type: 'conv2d-transpose', kernel: ones(size), bias: null, strides, pads }, [map], shape)
    }
    case 'conv2d-transpose': {
      const kernel = ones([op.kernel.shape[0]!, op.kernel.shape[1]!])
      return transposedBack(builder, map, { ...op, kernel, groups: 1 }, shape)
    }
    case 'upsample':
      return builder.add({ type: 'sum-pool', size: op.factor }, [map], shape)
    case 'crop':
      return builder.add({ type: 'pad', pads: op.pads }, [map], shape)
    case 'pad':
      return builder.add({ type: 'crop', pads: op.pads }, [map], shape)
    case 'slice':
      return own.includes(op.axis) ? placedAt(builder, map, own.indexOf(op.axis), op.from, shape) : map
    case 'concat':
      return own.includes(op.axis)
        ? partOf(builder, map, node.inputs, { along: op.axis, axis: own.indexOf(op.axis), source }, shape)
        : shareOf(builder, map, op.axis, source, sources)
    case 'permute': {
      const isTurned = op.axes[own[0]] !== before[0]
      return isTurned ? builder.add({ type: 'permute', axes: [1, 0, 2] }, [map], shape) : map
    }
    case 'reshape': {
      // A block that was cut out is spread over its pixels.
      const rows = shape[0]! / builder.shapeOf(map)[0]!
      return rows === 1 ? map : builder.add({ type: 'upsample', factor: [rows, rows] }, [map], shape)
    }
    case 'dense':
      return own.includes(node.shape.length - 1) ? alongRows(builder, map, op.kernel, shape) : map
    default:
      return map
  }
}

const ones = ([height, width]: Pair) => ({
  shape: [height, width, 1, 1],
  data: new Float32Array(height * width).fill(1)
})

/** The map with zeros around it along one of its axes. */
function placedAt(builder: GraphBuilder, map: string, axis: number, from: number, shape: Shape): string {
  const after = shape[axis]! - from - builder.shapeOf(map)[axis]!
  const pads: Pads = axis === 0 ? [from, 0, after, 0] : [0, after, 0, from]
  return builder.add({ type: 'pad', pads }, [map], shape)
}

/** The part of the map that lies over `source`, of several tensors that stand behind one another along an axis. */
function partOf(
  builder: GraphBuilder,
  map: string,
  inputs: readonly string[],
  { along, axis, source }: { along: number; axis: number; source: string },
  shape: Shape
): string {
  const before = inputs.slice(0, inputs.indexOf(source))
  const from = before.reduce((sum, id) => sum + builder.shapeOf(id)[along]!, 0)
  return builder.add({ type: 'slice', axis, from }, [map], shape)
}

/** The map times the share that one tensor has in the channels of all: the mean of them all is their means so weighed. */
function shareOf(builder: GraphBuilder, map: string, axis: number, source: string, sources: readonly string[]): string {
  const channels = (id: string): number => builder.shapeOf(id)[axis]!
  const share = channels(source) / sources.reduce((sum, id) => sum + channels(id), 0)
  if (share === 1) return map
  const op = { type: 'affine', scale: Float32Array.of(share), offset: Float32Array.of(0) } as const
  return builder.add(op, [map], builder.shapeOf(map))
}

/** Through a matrix along the second axis, such as one that resizes: by the sizes of its weights. */
function alongRows(builder: GraphBuilder, map: string, kernel: Weights, shape: Shape): string {
  const [from, to] = [kernel.shape[0]!, kernel.shape[1]!]
  const [rows] = shape as [number]
  const data = Float32Array.from({ length: from * to }, (_, i) =>
    Math.abs(kernel.data[(i % from) * to + Math.floor(i / from)]!)
  )
  const flat = builder.add({ type: 'reshape' }, [map], [rows, to])
  const moved = builder.add({ type: 'dense', kernel: { shape: [to, from], data }, bias: null }, [flat], [rows, from])
  return builder.add({ type: 'reshape' }, [moved], shape)
}
