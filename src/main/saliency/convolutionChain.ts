import type { Graph, Node, Op } from '../model/graph.ts'
import { pictureOf } from '../model/sequence.ts'
import { dependentOn, neededFor } from './reach.ts'

/** The convolutions and pools of a model, one after the other. */
export interface ConvolutionChain {
  /** All nodes from the picture to the deepest map, layers and what lies between them. */
  path: Node[]
  /** Id of the maps F_l of each convolution or pool: its output after its activation, fused or separate. */
  maps: Set<string>
}

const layerTypes: readonly Op['type'][] = ['conv2d', 'max-pool', 'average-pool']
const betweenTypes: readonly Op['type'][] = ['affine', 'activation', 'crop', 'pad']

/** Channels beside others, as of frames on top of one another, stay where they are. */
const isBetween = ({ op }: Node): boolean => betweenTypes.includes(op.type) || (op.type === 'concat' && op.axis === 2)

const isLayer = (node: Node): boolean => layerTypes.includes(node.op.type)

/** The chain that leads from the picture towards the node `output`, or the reason in one sentence why there is none. */
export function convolutionChain(graph: Graph, output: string): ConvolutionChain | { refusal: string } {
  const picture = pictureOf(graph).id
  const dependent = dependentOn(graph.nodes, picture)
  const needed = neededFor(graph.nodes, [output])
  const nodes = graph.nodes.filter(({ id }) => needed.has(id) && dependent.has(id) && id !== picture)
  const layers = nodes.filter(isLayer)
  if (!layers.some((node) => node.op.type === 'conv2d')) return { refusal: 'The model has no convolutional layer.' }

  const path: Node[] = []
  for (let node = layers.at(-1); node;) {
    path.unshift(node)
    const sources = new Set(node.inputs.filter((id) => dependent.has(id)))
    if (sources.size > 1) return { refusal: `The model's convolutions branch: '${node.id}' joins several paths.` }
    node = nodes.find(({ id }) => sources.has(id))
  }
  const beside = layers.find((layer) => !path.includes(layer))
  if (beside) return { refusal: `The model's convolutions branch: '${beside.id}' lies beside the path of the others.` }
  const strange = path.find((node) => !isLayer(node) && !isBetween(node))
  if (strange) return { refusal: `The way back through '${strange.id}' (${strange.op.type}) is not defined.` }

  path.push(...behind(path.at(-1)!, nodes))
  return { path, maps: mapsOf(path) }
}

/** What still belongs to the deepest layer: normalisation and activation behind it. */
function behind(deepest: Node, nodes: readonly Node[]): Node[] {
  const found: Node[] = []
  for (let last = deepest; ;) {
    const readers = nodes.filter((node) => node.inputs.includes(last.id))
    const next = readers[0]
    if (!next || readers.length > 1 || (next.op.type !== 'affine' && next.op.type !== 'activation')) return found
    found.push(next)
    last = next
  }
}

function mapsOf(path: readonly Node[]): Set<string> {
  const maps: string[] = []
  for (const node of path) {
    if (isLayer(node)) maps.push(node.id)
    else if (node.op.type === 'activation' && maps.length > 0) maps[maps.length - 1] = node.id
  }
  return new Set(maps)
}
