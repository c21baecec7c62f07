import type { Node, Op, Shape } from '../model/graph/graph.ts'

/** The two axes of a tensor along which its numbers lie as the picture does, in the tensor's own order. */
export type Places = readonly [first: number, second: number]

/**
 * For each node whose numbers lie at places of the picture: along which axes. What is flattened, gathered over the whole
 * picture or compared place with place has lost them, and so has all that is computed from it alone.
 * @param nodes in graph order
 * @param picture id of a tensor [height, width, channels]
 */
export function placesOf(nodes: readonly Node[], picture: { id: string; shape: Shape }): Map<string, Places> {
  const places = new Map<string, Places>([[picture.id, [0, 1]]])
  const shapes = new Map<string, Shape>([[picture.id, picture.shape]])
  for (const node of nodes) {
    if (node.id === picture.id) continue
    shapes.set(node.id, node.shape)
    const source = node.inputs.find((id) => places.has(id))
    const found = source === undefined ? null : behind(node, places.get(source)!, shapes.get(source)!)
    if (found) places.set(node.id, found)
  }
  return places
}

/** [rows, columns, 1]: the size of one map over the places of a tensor. */
export function mapShape(shape: Shape, [first, second]: Places): Shape {
  return [shape[first]!, shape[second]!, 1]
}

/** Layers that move a window over the first two axes of [height, width, channels]. */
const overPictures: readonly Op['type'][] = [
  'conv2d',
  'conv2d-transpose',
  'max-pool',
  'average-pool',
  'upsample',
  'crop',
  'pad'
]

const inPlace: readonly Op['type'][] = ['affine', 'activation', 'add', 'multiply', 'concat', 'slice']

function behind({ op, shape }: Node, places: Places, from: Shape): Places | null {
  const last = from.length - 1
  if (overPictures.includes(op.type)) return places.join() === '0,1' && from.length === 3 ? places : null
  if (op.type === 'activation' && op.activation.kind === 'softmax' && places.includes(last)) return null
  if (inPlace.includes(op.type)) return places
  if (op.type === 'permute') return inOrder(op.axes.indexOf(places[0]), op.axes.indexOf(places[1]))
  if (op.type === 'reshape') return kept(places, from, shape)
  // A row of places that becomes one number is gathered.
  if (op.type === 'dense') return places.includes(last) && shape[last] === 1 ? null : places
  return null
}

const inOrder = (a: number, b: number): Places => (a < b ? [a, b] : [b, a])

const numbersBefore = (shape: Shape, axis: number): number => shape.slice(0, axis).reduce((a, b) => a * b, 1)

/** Where a reshape leaves the axes of the places as they are, whatever it does to those around them, or cuts them into blocks. */
function kept(places: Places, from: Shape, to: Shape): Places | null {
  const [first = -1, second = -1] = places.map((place, i) =>
    to.findIndex(
      (size, axis) => axis >= i && size === from[place] && numbersBefore(to, axis) === numbersBefore(from, place)
    )
  )
  return first >= 0 && second > first ? [first, second] : inBlocks(places, from, to)
}

/**
 * A picture [height, width, channels] that is cut into square blocks, [height / n, n, width / n, n * channels] or with the last
 * of these parted: its places are then the blocks.
 */
function inBlocks(places: Places, from: Shape, to: Shape): Places | null {
  const [height = 0, width = 0] = from
  const side = to[1] ?? 0
  const isCut = to[0] === height / side && to[2] === width / side && (to[3] ?? 0) % side === 0
  return from.length === 3 && places.join() === '0,1' && side > 1 && to.length >= 4 && isCut ? [0, 2] : null
}
