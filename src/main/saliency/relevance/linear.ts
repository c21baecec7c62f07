import type { Node, OpOf, Weights } from '../../model/graph/graph.ts'
import type { GraphBuilder } from '../graphBuilder.ts'
import { addNegative } from '../signedPart.ts'
import type { Landmarks } from './landmarks.ts'
import { addMultiple, addShare, addShareOfSum, addTaken, movedBack, type RelevanceRules } from './rule.ts'

/** A layer whose weights are one kernel. */
type Kernelled = OpOf<'conv2d' | 'conv2d-transpose' | 'dense'>

/**
 * Layers that multiply by weights. z-plus for convolutions, epsilon for dense layers, flat for the first convolution on the
 * way from the picture; matrices in front of that one (resizing, grey) share by the size of their weights.
 */
export const linearRules: RelevanceRules<'affine' | 'conv2d' | 'conv2d-transpose' | 'dense' | 'matmul' | 'pick'> = {
  affine: ({ relevance }) => relevance,

  conv2d({ builder, landmarks, node, op, relevance }) {
    if (landmarks.isInFront(node.inputs[0]!)) return flat(builder, { ...node, op }, () => 1, relevance)
    const normalisation = landmarks.normalisationOf(node.id)
    const merged = normalisation?.op.type === 'affine' ? mergedWith(op, normalisation.op) : op
    return zPlus(builder, landmarks, { ...node, op: merged }, relevance)
  },

  'conv2d-transpose'({ builder, landmarks, node, op, relevance }) {
    if (landmarks.isInFront(node.inputs[0]!)) return flat(builder, { ...node, op }, () => 1, relevance)
    return zPlus(builder, landmarks, { ...node, op }, relevance)
  },

  dense({ builder, landmarks, node, op, relevance }) {
    if (landmarks.isInFront(node.id)) return flat(builder, { ...node, op }, Math.abs, relevance)
    const normalisation = landmarks.normalisationOf(node.id)
    const merged = normalisation?.op.type === 'affine' ? mergedWith(op, normalisation.op) : op
    const share = addShare(builder, relevance, normalisation?.id ?? node.id)
    return addTaken(builder, { ...node, op: merged }, 0, share)
  },

  // Two matrices that both depend on the picture have half each (Achtibat 2024, arXiv 2402.05602).
  matmul({ builder, node, relevance }, which) {
    const other = builder.nodes.find(({ id }) => id === node.inputs[1 - which])
    const part = other?.op.type === 'constant' ? 1 : 0.5
    return addMultiple(builder, addTaken(builder, node, which, addShare(builder, relevance, node.id)), part)
  },

  pick: ({ builder, node, relevance }, which) => movedBack(builder, node, which, relevance)
}

/** Equal shares, or such as weights have by themselves, whatever their input is. */
function flat(
  builder: GraphBuilder,
  node: Node & { op: Kernelled },
  weight: (value: number) => number,
  relevance: string
): string {
  const shape = builder.shapeOf(node.inputs[0]!)
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(1)
  const ones = builder.add({ type: 'constant', value: { shape, data } }, [], shape)
  const op = { ...node.op, kernel: changed(node.op.kernel, weight), bias: null }
  const sum = builder.add(op, [ones], node.shape)
  return movedBack(builder, { ...node, op }, 0, addShareOfSum(builder, relevance, sum))
}

/**
 * What adds up takes all: x w where x and w have one sign (Montavon 2017, arXiv 1512.02479). A positive bias keeps its share.
 */
function zPlus(
  builder: GraphBuilder,
  landmarks: Landmarks,
  { inputs: [x], ...node }: Node & { op: Kernelled },
  relevance: string
): string {
  const { op } = node
  const shape = builder.shapeOf(x!)
  const positive = (id: string): string => builder.add({ type: 'positive' }, [id], shape)
  const plus = { ...op, kernel: changed(op.kernel, above), bias: op.bias && op.bias.map(above) }
  const minus = { ...op, kernel: changed(op.kernel, below), bias: null }
  const parts = landmarks.isNeverNegative(x!)
    ? [{ ...node, op: plus, inputs: [x!] }]
    : [
        { ...node, op: plus, inputs: [positive(x!)] },
        { ...node, op: minus, inputs: [positive(addNegative(builder, x!))] }
      ]
  const sums = parts.map((part) => builder.add(part.op, part.inputs, node.shape))
  const share = addShareOfSum(builder, relevance, joined(builder, sums))
  return joined(
    builder,
    parts.map((part) => addTaken(builder, part, 0, share))
  )
}

const above = (value: number): number => Math.max(0, value)
const below = (value: number): number => Math.max(0, -value)

function joined(builder: GraphBuilder, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : builder.add({ type: 'add' }, parts, builder.shapeOf(parts[0]!))
}

function changed({ shape, data }: Weights, change: (value: number) => number): Weights {
  return { shape, data: data.map(change) }
}

/** The layer whose output is the scaled and moved output of another one. */
function mergedWith<T extends OpOf<'conv2d' | 'dense'>>(op: T, { scale, offset }: OpOf<'affine'>): T {
  const out = op.kernel.shape.at(-1)!
  const at = (values: Float32Array, i: number): number => values[i % values.length]!
  const kernel = { shape: op.kernel.shape, data: op.kernel.data.map((weight, i) => weight * at(scale, i % out)) }
  const bias = Float32Array.from({ length: out }, (_, i) => (op.bias?.[i] ?? 0) * at(scale, i) + at(offset, i))
  return { ...op, kernel, bias }
}
