import type { Graph, Node } from './graph.ts'
import { pictureOf } from './sequence.ts'

/** What the beginning of a graph says about the values it expects. */
export interface InputRange {
  /** 'bytes' for 0..255, 'unit' for values around 0..1 or -1..1, null where nothing says. */
  expects: 'bytes' | 'unit' | null
  /** The node that says so. */
  node: Node | null
}

/**
 * Follows the input through crops, paddings, permutations and stacks of frames to the nodes that scale it, one behind the other (as
 * `(x - 127.5) / 127.5` is written in ONNX). A model that
 * scales by 1/127.5 or 1/255, or normalises by a spread of tens, was trained on bytes; one that scales by 1 or
 * more was not. Between the two lies a factor of more than 50, so that 1/20 tells them apart.
 */
export function inputRange(graph: Graph): InputRange {
  let at = pictureOf(graph).id
  let strength = 1
  let scaling: Node | null = null
  for (;;) {
    const next = graph.nodes.filter((node) => node.inputs.includes(at))
    const [node] = next
    if (node && next.length === 1 && node.op.type === 'affine') {
      const scales = node.op.scale
      strength *= scales.reduce((sum, scale) => sum + Math.abs(scale), 0) / scales.length
      // The node that changes the size most is the one to name.
      if (!scaling || scales.some((scale) => Math.abs(scale) !== 1)) scaling = node
    } else if (!node || next.length > 1 || !['crop', 'pad', 'permute', 'concat'].includes(node.op.type)) {
      return scaling ? { expects: strength < 0.05 ? 'bytes' : 'unit', node: scaling } : { expects: null, node: null }
    }
    at = node.id
  }
}
