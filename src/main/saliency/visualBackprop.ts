import type { Node, Pair, Pads, Shape } from '../model/graph.ts'
import { dilatedKernel } from './dilatedKernel.ts'
import { convolutionChain } from './convolutionChain.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Method } from './method.ts'
import { addSteering, pictureRefusal } from './steering.ts'

/**
 * VisualBackProp (Bojarski 2018, arXiv 1611.05418). F_l are the maps of layer l (convolutions, and pools as layers of
 * their kernel and stride) behind its activation, clipped at 0; M_l is their mean over the channels. From
 * M = M_L down, M is spread by a transposed convolution of ones with layer l's kernel, stride and padding to the size
 * of F_(l-1) and multiplied by M_(l-1); through the first layer it is spread to the picture. Crops on the way become
 * zeros: those pixels were never seen. One forward pass; the map is the same for left, right and change.
 */
export const visualBackprop: Method = {
  id: 'visual-backprop',
  label: 'VisualBackProp',
  family: 'activation',
  version: 1,
  signed: false,
  caution:
    "Its maps rest on edges that steer nothing too: in the sample they flag most of the honest model's drive. Check its events with Gradient.",

  refuse(target) {
    const refusal = pictureRefusal(target)
    if (refusal) return refusal
    const output = target.graph.outputs[target.head.output]
    if (output === undefined) return null
    const chain = convolutionChain(target.graph, output)
    return 'refusal' in chain ? `${chain.refusal} VisualBackProp needs a chain of convolutions; use Gradient.` : null
  },

  parameters: () => [],
  cost: () => 1,

  build(target) {
    const builder = new GraphBuilder(target.graph)
    const steering = addSteering(builder, target)
    const chain = convolutionChain(target.graph, target.graph.outputs[target.head.output]!)
    if ('refusal' in chain) throw new Error(chain.refusal)
    let map: string | null = null
    for (const node of chain.path.toReversed()) {
      if (chain.maps.has(node.id)) {
        const mean = addMean(builder, node)
        map = map === null ? mean : builder.add({ type: 'multiply' }, [mean, map], builder.shapeOf(mean))
      }
      if (map !== null) map = stepBack(builder, node, map)
    }
    return oneRun(builder.finish({ steering, map: map! }))
  }
}

/** Mean over the channels of the node's values clipped at 0: [height, width, 1]. */
function addMean(builder: GraphBuilder, node: Node): string {
  const clipped = builder.add({ type: 'positive' }, [node.id], node.shape)
  return builder.add({ type: 'channel-mean' }, [clipped], oneChannel(node.shape))
}

/** Spreads a one-channel map from the size of the node's output to that of its input. */
function stepBack(builder: GraphBuilder, node: Node, map: string): string {
  const { op } = node
  const shape = oneChannel(builder.shapeOf(node.inputs[0]!))
  switch (op.type) {
    case 'conv2d':
      return spread(builder, map, shape, [op.kernel.shape[0]!, op.kernel.shape[1]!], op.dilations, op)
    case 'max-pool':
    case 'average-pool':
      return spread(builder, map, shape, op.size, [1, 1], op)
    case 'crop':
      return builder.add({ type: 'pad', pads: op.pads }, [map], shape)
    case 'pad':
      return builder.add({ type: 'crop', pads: op.pads }, [map], shape)
    default:
      return map
  }
}

function spread(
  builder: GraphBuilder,
  map: string,
  shape: Shape,
  [height, width]: Pair,
  dilations: Pair,
  { strides, pads }: { strides: Pair; pads: Pads }
): string {
  const ones = { shape: [height, width, 1, 1], data: new Float32Array(height * width).fill(1) }
  const kernel = dilatedKernel(ones, dilations)
  return builder.add({ type: 'conv2d-transpose', kernel, bias: null, strides, pads }, [map], shape)
}

function oneChannel(shape: Shape): Shape {
  return [shape[0]!, shape[1]!, 1]
}
