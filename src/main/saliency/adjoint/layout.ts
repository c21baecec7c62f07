import type { Rules } from './rule.ts'

/** Layers that only move numbers: the adjoint moves them back. */
export const layoutRules: Rules<'crop' | 'pad' | 'reshape' | 'permute' | 'concat' | 'slice'> = {
  crop({ builder, node, op, gradient }) {
    return builder.add({ type: 'pad', pads: op.pads }, [gradient], builder.shapeOf(node.inputs[0]!))
  },

  pad({ builder, node, op, gradient }) {
    return builder.add({ type: 'crop', pads: op.pads }, [gradient], builder.shapeOf(node.inputs[0]!))
  },

  reshape({ builder, node, gradient }) {
    return builder.add({ type: 'reshape' }, [gradient], builder.shapeOf(node.inputs[0]!))
  },

  permute({ builder, node, op, gradient }) {
    const axes = op.axes.map((_, axis) => op.axes.indexOf(axis))
    return builder.add({ type: 'permute', axes }, [gradient], builder.shapeOf(node.inputs[0]!))
  },

  concat({ builder, node, op, gradient }, which) {
    const lengths = node.inputs.map((input) => builder.shapeOf(input)[op.axis]!)
    const from = lengths.slice(0, which).reduce((sum, length) => sum + length, 0)
    return builder.add({ type: 'slice', axis: op.axis, from }, [gradient], builder.shapeOf(node.inputs[which]!))
  },

  slice({ builder, node, op, gradient }) {
    const shape = builder.shapeOf(node.inputs[0]!)
    const zeros = (length: number): string[] => {
      if (length === 0) return []
      const part = shape.map((size, axis) => (axis === op.axis ? length : size))
      const data = new Float32Array(part.reduce((product, size) => product * size, 1))
      return [builder.add({ type: 'constant', value: { shape: part, data } }, [], part)]
    }
    const behind = shape[op.axis]! - op.from - node.shape[op.axis]!
    return builder.add({ type: 'concat', axis: op.axis }, [...zeros(op.from), gradient, ...zeros(behind)], shape)
  }
}
