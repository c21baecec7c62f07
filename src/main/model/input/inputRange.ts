import type { Graph, Node, OpOf } from '../graph/graph.ts'
import { pictureOf } from '../graph/sequence.ts'

/** What the beginning of a graph says about the values it expects. */
export interface InputRange {
  /** 'bytes' for 0..255, 'unit' for values around 0..1 or -1..1, null where nothing says. */
  expects: 'bytes' | 'unit' | null
  /** The node that says so: one that scales, or keeps within ends, or the first with weights. */
  node: Node | null
  /** Where it keeps within ends: the least and the largest value. */
  ends?: readonly [least: number, largest: number]
}

/**
 * Weights of networks that take small values are about 1 over the root of how many of them make a number; where 1/255 is
 * folded into them they are a hundredth of that.
 */
const SMALL_WEIGHTS = 0.05

/**
 * Follows the input through everything that only moves or averages its values (crops, paddings, resizes, orders of axes
 * and channels, stacks of frames) to the nodes that scale and shift it, one behind the other (as `(x - 127.5) / 127.5` is
 * written in ONNX). A model that scales by 1/127.5 or 1/255, or normalises by a spread of tens, was trained on bytes; one
 * that scales by 1 or more was not. Between the two lies a factor of more than 50, so that 1/20 tells them apart. One
 * that takes a mean of tens away, as ImageNet's are, was trained on bytes too. Where nothing scales, the first weights may
 * be as small as only a scale that was folded into them makes them. A model whose input is rounded to bits says between which
 * ends it lies.
 */
export function inputRange(graph: Graph): InputRange {
  let at = pictureOf(graph).id
  let [strength, shift] = [1, 0]
  let scaling: Node | null = null
  for (;;) {
    const [node, ...more] = readersOf(graph, at)
    if (!node || more.length > 0 || node.op.type !== 'affine') break
    const { scale, offset } = node.op
    const [by, plus] = [meanSize(scale), meanSize(offset)]
    strength *= by
    shift = shift * by + plus
    // The node that changes the values most is the one to name.
    if (!scaling || scale.some((one) => Math.abs(one) !== 1)) scaling = node
    at = node.id
  }
  if (!scaling) {
    const first = readersOf(graph, at)
    const ends = first.length === 1 ? endsOf(first[0]!) : null
    if (ends) return { expects: ends[1] - ends[0] > 20 ? 'bytes' : 'unit', node: first[0]!, ends }
    return first.length === 1 && hasSmallWeights(graph, first[0]!)
      ? { expects: 'bytes', node: first[0]! }
      : { expects: null, node: null }
  }
  return { expects: strength < 0.05 || shift / strength > 20 ? 'bytes' : 'unit', node: scaling }
}

function endsOf({ op }: Node): readonly [number, number] | null {
  if (op.type !== 'activation' || op.activation.kind !== 'clip') return null
  const { min, max } = op.activation
  return Number.isFinite(min) && Number.isFinite(max) ? [min, max] : null
}

/** Nodes that read the values of one node, wherever these were moved, and compute with them. */
function readersOf({ nodes }: Graph, id: string): Node[] {
  const same = new Set([id])
  const readers: Node[] = []
  for (const node of nodes) {
    if (!node.inputs.some((input) => same.has(input))) continue
    if (isPassive(node)) same.add(node.id)
    else readers.push(node)
  }
  return readers
}

const passive: readonly string[] = ['crop', 'pad', 'permute', 'concat', 'slice', 'reshape', 'upsample', 'average-pool']

/** False, too, in front of a batch normalisation, behind which the size of weights means nothing. */
function hasSmallWeights(graph: Graph, { id, op }: Node): boolean {
  if (op.type !== 'conv2d' && op.type !== 'dense') return false
  if (readersOf(graph, id).some((reader) => reader.op.type === 'affine')) return false
  const { shape, data } = op.kernel
  const squares = data.reduce((sum, weight) => sum + weight * weight, 0)
  return squares > 0 && Math.sqrt(squares / shape.at(-1)!) < SMALL_WEIGHTS
}

function isPassive({ op }: Node): boolean {
  return passive.includes(op.type) || (op.type === 'dense' && isMean(op))
}

/** True for a matrix that gives means of what it takes, or picks single values. */
function isMean({ kernel, bias }: OpOf<'dense'>): boolean {
  const [rows = 0, columns = 0] = kernel.shape
  if (bias || kernel.data.some((weight) => weight < 0)) return false
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += kernel.data[row * columns + column]!
    return sum
  }).every((sum) => Math.abs(sum - 1) < 1e-3)
}

function meanSize(values: Float32Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length
}
