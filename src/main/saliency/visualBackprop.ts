import type { Node } from '../model/graph/graph.ts'
import { type ConvolutionalPart, convolutionalPart } from './convolutionalPart.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Method } from './method.ts'
import { mapShape, type Places } from './places.ts'
import { addSteering } from './steering.ts'
import { lastNodesOf, pictureRefusal } from './subject.ts'
import { stepBack } from './wayBack.ts'

/**
 * VisualBackProp (Bojarski 2018, arXiv 1611.05418). F_l are the maps of layer l (convolutions, and pools as layers of
 * their kernel and stride) behind its activation, or where it has none its normalisation, clipped at 0; M_l is their mean over the channels. From
 * M = M_L down, M is spread by a transposed convolution of ones with layer l's kernel, stride and padding to the size
 * of F_(l-1) and multiplied by M_(l-1); through the first layer it is spread to the picture. Crops on the way become
 * zeros: those pixels were never seen. One forward pass; the map is the same for left, right and change.
 *
 * That is the way back through a network whose tensors have one channel, the mean of their channels, and whose kernels
 * are of ones, with M_l as the slope of activation l. So it goes on where paths part: what comes down to a map from all
 * that reads it is summed, a skip connection passes as it is, and maps that are stacked get their share of the channels
 * (a convolution cut into groups that are stacked again has the map it had).
 */
export const visualBackprop: Method = {
  id: 'visual-backprop',
  label: 'VisualBackProp',
  family: 'activation',
  version: 2,
  signed: false,
  goodFor: 'seeing edges that layers kept',
  use: 'looking',
  caution:
    "Its maps rest on edges that steer nothing too: in the sample a rule would flag most of the honest model's drive by them.",

  refuse(target) {
    const refusal = pictureRefusal(target)
    if (refusal) return refusal
    if (target.of)
      return 'VisualBackProp does not know what it explains, so its maps cannot be of a layer; use Gradient.'
    const ends = lastNodesOf(target)
    if (ends.length === 0) return null
    const part = convolutionalPart(target.graph, ends)
    return 'refusal' in part ? `${part.refusal} VisualBackProp needs convolutions; use Gradient.` : null
  },

  parameters: () => [],
  cost: () => 1,

  build(target) {
    const builder = new GraphBuilder(target.graph)
    const steering = addSteering(builder, target)
    const part = convolutionalPart(target.graph, lastNodesOf(target))
    if ('refusal' in part) throw new Error(part.refusal)
    return oneRun(builder.finish({ steering, map: addMap(builder, part) }))
  }
}

/** Adds the way back from the ends to the picture and gives the id of the map, [height, width, 1]. */
function addMap(builder: GraphBuilder, { nodes, places, maps, ends }: ConvolutionalPart): string {
  // What comes down to each node from those that read it; null is 1 everywhere, from where the way begins.
  const coming = new Map<string, (string | null)[]>([...ends].map((id) => [id, [null]]))
  for (const { node, sources } of nodes.toReversed()) {
    const own = places.get(node.id)!
    let map = summed(builder, coming.get(node.id)!, () => addOnes(builder, node, own))
    if (maps.has(node.id)) {
      const mean = addMean(builder, node, own)
      map = map === null ? mean : builder.add({ type: 'multiply' }, [mean, map], builder.shapeOf(mean))
    }
    for (const source of sources) {
      const isSame = map === null && stillOps.has(node.op.type)
      const down = isSame
        ? null
        : stepBack({ builder, places, node, source, sources, map: map ?? addOnes(builder, node, own) })
      coming.set(source, [...(coming.get(source) ?? []), down])
    }
  }
  return summed(builder, coming.get(builder.picture.id)!, () => {
    throw new Error('no layer lies between the picture and the end')
  })!
}

/** Ops through which 1 everywhere comes down as 1 everywhere. */
const stillOps = new Set<Node['op']['type']>(['affine', 'activation', 'add', 'multiply'])

function summed(builder: GraphBuilder, parts: readonly (string | null)[], ones: () => string): string | null {
  if (parts.length === 1) return parts[0]!
  const ids = parts.map((part) => part ?? ones())
  return builder.add({ type: 'add' }, ids, builder.shapeOf(ids[0]!))
}

function addOnes(builder: GraphBuilder, { shape }: Node, places: Places): string {
  const size = mapShape(shape, places)
  const data = new Float32Array(size.reduce((product, length) => product * length, 1)).fill(1)
  return builder.add({ type: 'constant', value: { shape: size, data } }, [], size)
}

/** Mean over the channels of the node's values clipped at 0: [rows, columns, 1]. */
function addMean(builder: GraphBuilder, node: Node, places: Places): string {
  const maps = asPicture(builder, node, places)
  const clipped = builder.add({ type: 'positive' }, [maps], builder.shapeOf(maps))
  return builder.add({ type: 'channel-mean' }, [clipped], mapShape(node.shape, places))
}

/** The node as [rows, columns, channels]. */
function asPicture(builder: GraphBuilder, { id, shape }: Node, [first, second]: Places): string {
  if (shape.length === 3 && first === 0 && second === 1) return id
  const rest = [...shape.keys()].filter((axis) => axis !== first && axis !== second)
  const axes = [first, second, ...rest]
  const turned = builder.add(
    { type: 'permute', axes },
    [id],
    axes.map((axis) => shape[axis]!)
  )
  const channels = rest.reduce((product, axis) => product * shape[axis]!, 1)
  return builder.add({ type: 'reshape' }, [turned], [shape[first]!, shape[second]!, channels])
}
