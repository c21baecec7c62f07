import { type Graph, type Node, nodeOf, type Op, type Pair } from '../model/graph/graph.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import { placesOf } from './places.ts'

/** What the cells of a layer see along one axis of the input: cell i sees first + i * step .. last + i * step. */
export interface Reach {
  step: number
  first: number
  last: number
}

/**
 * What the cells of a node of shape [height, width, channels] see of the input, in pixels along [y, x] (Araujo 2019,
 * distill.pub/2019/computing-receptive-fields); where paths meet, what any of them sees. Where the way to the input holds
 * a step without places, such as a reshape, the cells are taken to divide the picture evenly.
 */
export function receptiveField(graph: Graph, id: string): [Reach, Reach] {
  const picture = pictureOf(graph)
  // Factors that weigh channels depend on the picture too, but have no places.
  const places = placesOf(graph.nodes, picture)
  const reaches = new Map<string, readonly [Reach, Reach]>([[picture.id, [itself, itself]]])
  for (const node of graph.nodes) {
    if (reaches.has(id)) break
    const sources = node.inputs.filter((input) => places.has(input))
    const seen = sources.map((source) => reaches.get(source))
    const along = (axis: 0 | 1): Reach | null => together(seen.map((one) => one && through(node, axis, one[axis])))
    const [down, across] = [along(0), along(1)]
    if (node.id !== picture.id && down && across) reaches.set(node.id, [down, across])
  }
  const [down, across] = reaches.get(id) ?? evenly(graph, nodeOf(graph, id))
  return [down, across]
}

const itself: Reach = { step: 1, first: 0, last: 0 }

/** From the first that any sees to the last; null where one is not known. */
function together(reaches: readonly (Reach | null | undefined)[]): Reach | null {
  const known = reaches.filter((reach) => reach !== null && reach !== undefined)
  const [one] = known
  if (!one || known.length < reaches.length) return null
  const first = Math.min(...known.map((reach) => reach.first))
  return { step: one.step, first, last: Math.max(...known.map((reach) => reach.last)) }
}

/** Layers behind which everything is where it was. */
const inPlace: readonly Op['type'][] = ['affine', 'activation', 'add', 'multiply', 'dense', 'positive']

/** From what the cells of a node's input see to what its own see; null where that is not defined. */
function through({ op }: Node, axis: 0 | 1, { step, first, last }: Reach): Reach | null {
  const moved = (by: number): Reach => ({ step, first: first + by * step, last: last + by * step })
  const window = (size: number, stride: number, before: number): Reach => ({
    step: step * stride,
    first: first - before * step,
    last: last + (size - 1 - before) * step
  })
  const side = axis === 0 ? 0 : 3
  switch (op.type) {
    case 'conv2d':
      return window((op.kernel.shape[axis]! - 1) * op.dilations[axis] + 1, op.strides[axis], op.pads[side])
    case 'max-pool':
    case 'average-pool':
      return window(op.size[axis], op.strides[axis], op.pads[side])
    case 'crop':
      return moved(op.pads[side])
    case 'pad':
      return moved(-op.pads[side])
    case 'upsample':
      return { step: step / op.factor[axis], first, last }
    case 'concat':
      return op.axis === 2 ? moved(0) : null
    default:
      return inPlace.includes(op.type) ? moved(0) : null
  }
}

function evenly({ input }: Graph, { shape }: Node): [Reach, Reach] {
  const along = (axis: 0 | 1): Reach => {
    const step = input.shape[axis]! / shape[axis]!
    return { step, first: 0, last: step - 1 }
  }
  return [along(0), along(1)]
}

/**
 * Kernel [cells, pixels] that spreads a row of cells over the pixels by linear interpolation between the middles of
 * what they see. Beyond the outermost middles the outermost values hold, and pixels that no cell sees get 0.
 */
export function spreadingKernel({ step, first, last }: Reach, [cells, pixels]: Pair): Float32Array {
  const kernel = new Float32Array(cells * pixels)
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (pixel < first || pixel > last + (cells - 1) * step) continue
    const place = Math.min(cells - 1, Math.max(0, (pixel - (first + last) / 2) / step))
    const cell = Math.min(cells - 1, Math.floor(place))
    const share = place - cell
    kernel[cell * pixels + pixel]! += 1 - share
    if (share > 0) kernel[(cell + 1) * pixels + pixel]! += share
  }
  return kernel
}
