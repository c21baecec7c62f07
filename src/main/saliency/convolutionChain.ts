import type { Graph, Node, Op, Shape } from '../model/graph.ts'
import { pictureOf } from '../model/sequence.ts'
import { pointwiseSource } from './pointwise.ts'
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

/** Joins paths number by number. */
const isJoint = ({ op }: Node): boolean => op.type === 'multiply' || op.type === 'add'

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
    const sources = sourcesOf(node, nodes, dependent)
    // In front of the first layer a picture may be normalised by its own mean and spread: every pixel stays where it is.
    if (sources.size > 1 && isInFront(node, layers[0]!, nodes) && isOfSize(node, pictureOf(graph).shape)) break
    if (sources.size > 1) return { refusal: `The model's convolutions branch: '${node.id}' joins several paths.` }
    node = nodes.find(({ id }) => sources.has(id))
  }
  const beside = layers.find((layer) => !path.includes(layer))
  if (beside) return { refusal: `The model's convolutions branch: '${beside.id}' lies beside the path of the others.` }
  const strange = path.find((node) => !isLayer(node) && !isBetween(node) && !isJoint(node))
  if (strange) return { refusal: `The way back through '${strange.id}' (${strange.op.type}) is not defined.` }

  path.push(...behind(path.at(-1)!, nodes, dependent))
  return { path, maps: mapsOf(path) }
}

const isInFront = (node: Node, layer: Node, nodes: readonly Node[]): boolean =>
  nodes.indexOf(node) < nodes.indexOf(layer)

const isOfSize = (node: Node, [height, width]: Shape): boolean => node.shape[0] === height && node.shape[1] === width

/** What a node is computed from; of a joint that is a function of each number by itself, the node of these numbers. */
function sourcesOf(node: Node, nodes: readonly Node[], dependent: ReadonlySet<string>): Set<string> {
  const sources = new Set(node.inputs.filter((id) => dependent.has(id)))
  const single = sources.size > 1 ? pointwiseSource(node, nodes, dependent) : null
  return single === null ? sources : new Set([single])
}

/** What still belongs to the deepest layer: normalisation and activation behind it. */
function behind(deepest: Node, nodes: readonly Node[], dependent: ReadonlySet<string>): Node[] {
  const found: Node[] = []
  for (let last = deepest; ;) {
    const readers = nodes.filter((node) => node.inputs.includes(last.id))
    const single = readers.length === 1 ? readers[0]! : null
    const isFurther = single?.op.type === 'affine' || single?.op.type === 'activation'
    const next = isFurther ? single : jointOf(last, nodes, dependent)
    if (!next) return found
    found.push(next)
    last = next
  }
}

/** The joint behind which nothing else reads the node: the end of an activation that is written in several nodes. */
function jointOf(node: Node, nodes: readonly Node[], dependent: ReadonlySet<string>): Node | null {
  const joint = nodes.findLast((candidate) => isJoint(candidate) && sourcesOf(candidate, nodes, dependent).has(node.id))
  return joint && new Set(joint.inputs.filter((id) => dependent.has(id))).size > 1 ? joint : null
}

function mapsOf(path: readonly Node[]): Set<string> {
  const maps: string[] = []
  for (const node of path) {
    if (isLayer(node)) maps.push(node.id)
    else if ((node.op.type === 'activation' || isJoint(node)) && maps.length > 0) maps[maps.length - 1] = node.id
  }
  return new Set(maps)
}
