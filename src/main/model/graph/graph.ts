/**
 * A model as a small typed network. Tensors are NHWC; shapes leave the batch axis out. Nodes are in an order in
 * which every node comes after its inputs. The same language holds forward nodes and the nodes of adjoint
 * (backward) and saliency graphs, so that an engine only ever runs a Graph and needs no autodiff.
 */
export interface Graph {
  /** The picture input. Further inputs are constants of the graph. */
  input: { id: string; shape: Shape }
  /** Where the input holds several pictures, as [height, width, frames * channels]. */
  sequence?: Sequence
  nodes: Node[]
  /** Named results, each the id of a node (or of the input). */
  outputs: Record<string, string>
}

export interface Sequence {
  /** How many pictures. */
  frames: number
  /** The node that is the last of them: the frame at hand, which maps are about. */
  picture: string
  /**
   * What each of them is: the frame that is so many before the one at hand, or its mean colour. Where it is left out they
   * are the newest frames of the drive, the oldest first.
   */
  holds?: readonly (number | 'mean')[]
}

/** [features] or [height, width, channels]. */
export type Shape = readonly number[]

export interface Node {
  /** Unique in the graph. Importers use the layer's own name. */
  id: string
  op: Op
  inputs: readonly string[]
  shape: Shape
}

/** Weights, row-major. */
export interface Weights {
  shape: readonly number[]
  data: Float32Array
}

/**
 * The slope exactly at a kink, where there are two to choose between and frameworks choose differently: 1 is that above
 * it, 0 none. Left out it is that below it, or for a clip none. docs/methods.md says which framework has which.
 */
export type AtKink = 0 | 1

export type ActivationKind =
  | { kind: 'relu' }
  | { kind: 'elu'; alpha: number; atKink?: AtKink }
  | { kind: 'leaky-relu'; alpha: number }
  | { kind: 'tanh' }
  | { kind: 'sigmoid' }
  | { kind: 'atan' }
  | { kind: 'softplus' }
  | { kind: 'softmax' }
  /** Cut to min..max; ReLU6 is 0..6. */
  | { kind: 'clip'; min: number; max: number; atKink?: AtKink }
  /** x sigmoid(x), also SiLU. */
  | { kind: 'swish' }
  /** x Phi(x); approximate: 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
  | { kind: 'gelu'; approximate: boolean }
  /** alpha x below zero; alpha has length 1 or the number of channels (last axis). */
  | { kind: 'prelu'; alpha: Float32Array; atKink?: AtKink }
  | { kind: 'erf' }
  | { kind: 'exp' }
  /** The natural logarithm, for x above zero. */
  | { kind: 'log' }
  | { kind: 'absolute' }
  | { kind: 'sine' }
  /** 1 above zero, 0 elsewhere; its slope is 0. */
  | { kind: 'step' }
  /** x^exponent, for x above zero; see isRoot for the slope at zero. */
  | { kind: 'power'; exponent: number }

/**
 * True for powers that are 0 at zero with a slope that has no end there. It counts as 0, as that of a norm does: where a
 * root is taken of what is 0, nothing near by makes it anything else than larger.
 */
export const isRoot = (exponent: number): boolean => exponent > 0 && exponent < 1

/** Padding in pixels: [top, right, bottom, left]. 'same' of the source format is resolved by the importer. */
export type Pads = readonly [top: number, right: number, bottom: number, left: number]
export type Pair = readonly [y: number, x: number]

/** What a convolution and its transpose have in common. */
interface Convolution {
  kernel: Weights
  bias: Float32Array | null
  strides: Pair
  pads: Pads
  /**
   * Channels of the input and of the result are divided into so many runs of equal length, and the n-th run of the
   * result reads the n-th run of the input alone; as many groups as channels are a depthwise convolution. 1 where it is
   * left out.
   */
  groups?: number
}

/**
 * Which of several equal maxima gets the gradient: the first of the window, as in the pools of every framework, where it
 * is left out; or all of them in equal parts, as in the maximum along axes. Only a window of the whole picture shares.
 */
export type Ties = 'shared'

export type Op =
  /** x * scale + offset; each has length 1 or the number of channels (last axis). */
  | { type: 'affine'; scale: Float32Array; offset: Float32Array }
  /** Cuts pixels off each side. */
  | { type: 'crop'; pads: Pads }
  /** Adds zeros on each side. */
  | { type: 'pad'; pads: Pads }
  /** kernel [kh, kw, in / groups, out]; bias [out] or null; zero padding `pads` before. */
  | ({ type: 'conv2d'; dilations: Pair } & Convolution)
  /** kernel [kh, kw, out / groups, in] (as of the convolution it transposes); the result has the node's shape. */
  | ({ type: 'conv2d-transpose' } & Convolution)
  /** Padding never wins a maximum and is not counted in an average. `ties`: see Ties. */
  | { type: 'max-pool'; size: Pair; strides: Pair; pads: Pads; ties?: Ties }
  | { type: 'average-pool'; size: Pair; strides: Pair; pads: Pads }
  | { type: 'global-average-pool' }
  | { type: 'upsample'; factor: Pair }
  /** kernel [in, out] on the last axis. */
  | { type: 'dense'; kernel: Weights; bias: Float32Array | null }
  /** Two inputs [..., n, k] and [..., k, m], equal in front of these axes: the product of each pair of matrices. */
  | { type: 'matmul' }
  | { type: 'activation'; activation: ActivationKind }
  /** Also flatten. */
  | { type: 'reshape' }
  /** Axes of the unbatched tensor: result axis i is input axis axes[i]. */
  | { type: 'permute'; axes: readonly number[] }
  /** Element by element; all inputs have the node's shape. */
  | { type: 'add' }
  | { type: 'multiply' }
  | { type: 'concat'; axis: number }
  /** Picks one number: result shape [1]. */
  | { type: 'pick'; index: number }
  /** The same values for every picture of the batch. */
  | { type: 'constant'; value: Weights }
  /** Adjoint of an activation: inputs [x, y, dy], result dx. */
  | { type: 'activation-grad'; activation: ActivationKind }
  /** Adjoint of max pooling: inputs [x, y, dy], result dx. */
  | { type: 'max-pool-grad'; size: Pair; strides: Pair; pads: Pads; ties?: Ties }
  /** Adjoint of average pooling: inputs [dy], result dx of the node's shape. */
  | { type: 'average-pool-grad'; size: Pair; strides: Pair; pads: Pads }
  /** Repeats [c] to [h, w, c] of the node's shape, times factor. */
  | { type: 'broadcast'; factor: number }
  /** Sums blocks: adjoint of upsample. */
  | { type: 'sum-pool'; size: Pair }
  /** Cuts `from`..`from + size` out of the axis: adjoint of concat. */
  | { type: 'slice'; axis: number; from: number }
  /** max(x, 0). */
  | { type: 'positive' }
  /** |x| */
  | { type: 'absolute' }
  /** [h, w, c] to [h, w, 1] over the channels. */
  | { type: 'channel-mean' }
  | { type: 'channel-max' }
  | { type: 'channel-sum' }

/** The op of one type. */
export type OpOf<T extends Op['type']> = Extract<Op, { type: T }>

/** A node by its id; the graph is wrong where there is none. */
export function nodeOf(graph: Graph, id: string): Node {
  const node = graph.nodes.find((candidate) => candidate.id === id)
  if (!node) throw new Error(`the graph has no node '${id}'`)
  return node
}
