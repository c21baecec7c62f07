import type { Graph, Node, Op } from '../model/graph/graph.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import { mapShape, type Places, placesOf } from './places.ts'
import { pointwiseSource } from './pointwise.ts'
import { dependentOn, neededFor } from '../model/graph/reach.ts'

/** The part of a model whose numbers lie at places of the picture, from the picture to where they leave them. */
export interface ConvolutionalPart {
  /** In graph order, the picture left out. */
  nodes: PlacedNode[]
  places: ReadonlyMap<string, Places>
  /** Ids of the maps F_l of each convolution or pool: its output behind its normalisation and its activation, fused or separate. */
  maps: ReadonlySet<string>
  /** Ids of the nodes that the rest of the model reads: what is flattened, or gathered over the whole picture. */
  ends: ReadonlySet<string>
}

export interface PlacedNode {
  node: Node
  /**
   * Ids of the nodes that it is computed from place by place. An activation that is written in several nodes has one
   * source. Numbers without places (the factors that weigh channels in squeeze-and-excite) are none.
   */
  sources: readonly string[]
}

const layerTypes: readonly Op['type'][] = ['conv2d', 'conv2d-transpose', 'max-pool', 'average-pool']

/** The convolutional part that leads from the picture to these nodes, or the reason in one sentence why there is none. */
export function convolutionalPart(graph: Graph, outputs: readonly string[]): ConvolutionalPart | { refusal: string } {
  const picture = pictureOf(graph)
  const dependent = dependentOn(graph.nodes, picture.id)
  const needed = neededFor(graph.nodes, outputs)
  const nodes = graph.nodes.filter(({ id }) => needed.has(id) && dependent.has(id) && id !== picture.id)
  const convolutions = nodes.filter(({ op }) => op.type === 'conv2d')
  if (convolutions.length === 0) return { refusal: 'The model has no convolutional layer.' }

  const places = placesOf(nodes, picture)
  const ends = endsOf(nodes, places, outputs)
  const { layers, bends, sources } = rolesOf(nodes, places, picture.id, mapShape(picture.shape, [0, 1]).join())
  const live = new Set(ends)
  for (const { id } of nodes.toReversed())
    if (live.has(id)) for (const source of sources.get(id) ?? []) live.add(source)
  if (!convolutions.some(({ id }) => live.has(id))) {
    return { refusal: `What the convolution '${convolutions[0]!.id}' reads no longer lies as the picture does.` }
  }
  const placed = nodes
    .filter(({ id }) => live.has(id))
    .map((node): PlacedNode => ({ node, sources: sources.get(node.id)! }))
  return { nodes: placed, places, ends, maps: mapsOf(placed, { layers, bends, ends }) }
}

/** Nodes with places that the outputs are computed from by nodes without any: factors that come back to places are not meant. */
function endsOf(nodes: readonly Node[], places: ReadonlyMap<string, Places>, outputs: readonly string[]): Set<string> {
  const reached = new Set(outputs)
  const ends = new Set<string>()
  for (const { id, inputs } of nodes.toReversed()) {
    if (!reached.has(id)) continue
    if (places.has(id)) ends.add(id)
    else for (const input of inputs) reached.add(input)
  }
  return ends
}

interface Roles {
  /** Convolutions and pools; behind the first also matrices on the channels, which are convolutions of 1 x 1. */
  layers: Set<string>
  /** Activations behind a layer, also those that are written in several nodes. */
  bends: Set<string>
  sources: Map<string, readonly string[]>
}

function rolesOf(
  nodes: readonly Node[],
  places: ReadonlyMap<string, Places>,
  picture: string,
  pictureSize: string
): Roles {
  const roles: Roles = { layers: new Set(), bends: new Set(), sources: new Map() }
  const behindLayer = new Set<string>()
  for (const node of nodes) {
    const own = places.get(node.id)
    if (!own) continue
    const inputs = [...new Set(node.inputs.filter((id) => places.has(id)))]
    const single = inputs.length > 1 ? pointwiseSource(node, nodes, places) : null
    const isBehind = inputs.some((id) => behindLayer.has(id))
    const isLayer = layerTypes.includes(node.op.type) || (isBehind && mixesChannels(node, own))
    const isJoint = node.op.type === 'multiply' || node.op.type === 'add'
    const isBend = node.op.type === 'activation' || (isJoint && (inputs.length === 1 || single?.byNumber === true))
    // In front of the layers a picture may be normalised by its own mean and spread: every pixel stays where it is.
    const isStill = !isBehind && inputs.length > 1 && mapShape(node.shape, own).join() === pictureSize
    roles.sources.set(node.id, isStill ? [picture] : single ? [single.source] : inputs)
    if (isLayer) roles.layers.add(node.id)
    if (isBend && isBehind) roles.bends.add(node.id)
    if (isLayer || isBehind) behindLayer.add(node.id)
  }
  return roles
}

/** A matrix on the channels; means, sums and choices of channels are none. */
function mixesChannels({ op, shape }: Node, places: Places): boolean {
  if (op.type !== 'dense' || places.includes(shape.length - 1)) return false
  const { data } = op.kernel
  const scale = data.find((weight) => weight !== 0)
  return data.some((weight) => weight !== 0 && weight !== scale)
}

/**
 * The last activation in front of the next layer or the end; of a layer that reaches one without any, the layer with its bias and
 * normalisation, which formats have in its kernel or behind it.
 */
function mapsOf(
  placed: readonly PlacedNode[],
  { layers, bends, ends }: { layers: ReadonlySet<string>; bends: ReadonlySet<string>; ends: ReadonlySet<string> }
): Set<string> {
  const open = new Set(ends)
  for (const { node, sources } of placed.toReversed()) {
    const isPassed = layers.has(node.id) || (open.has(node.id) && !bends.has(node.id))
    if (isPassed) for (const source of sources) open.add(source)
  }
  const readers = (id: string): Node[] => placed.flatMap(({ node }) => (node.inputs.includes(id) ? [node] : []))
  const shifted = (id: string): string => {
    const [reader, ...others] = readers(id)
    return reader?.op.type === 'affine' && others.length === 0 && !ends.has(id) ? shifted(reader.id) : id
  }
  return new Set([...open].flatMap((id) => (layers.has(id) ? [shifted(id)] : bends.has(id) ? [id] : [])))
}
