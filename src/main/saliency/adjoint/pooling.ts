import type { Rules } from './rule.ts'

/** Layers that gather several pixels into one, or repeat one. */
export const poolingRules: Rules<'max-pool' | 'average-pool' | 'global-average-pool' | 'upsample' | 'broadcast'> = {
  'max-pool'({ builder, node, op, gradient }) {
    const input = node.inputs[0]!
    const inputs = [input, node.id, gradient]
    return builder.add({ ...op, type: 'max-pool-grad' }, inputs, builder.shapeOf(input))
  },

  'average-pool'({ builder, node, op, gradient }) {
    const { size, strides, pads } = op
    const shape = builder.shapeOf(node.inputs[0]!)
    return builder.add({ type: 'average-pool-grad', size, strides, pads }, [gradient], shape)
  },

  'global-average-pool'({ builder, node, gradient }) {
    const shape = builder.shapeOf(node.inputs[0]!)
    return builder.add({ type: 'broadcast', factor: 1 / (shape[0]! * shape[1]!) }, [gradient], shape)
  },

  upsample({ builder, node, op, gradient }) {
    return builder.add({ type: 'sum-pool', size: op.factor }, [gradient], builder.shapeOf(node.inputs[0]!))
  },

  broadcast({ builder, node, op, gradient }) {
    const [height, width, channels] = node.shape as [number, number, number]
    const mean = builder.add({ type: 'global-average-pool' }, [gradient], [channels])
    const sum = {
      type: 'affine',
      scale: Float32Array.of(height * width * op.factor),
      offset: Float32Array.of(0)
    } as const
    return builder.add(sum, [mean], [channels])
  }
}
