import type { Rules } from './rule.ts'

/** Activations, and layers that join inputs element by element. */
export const elementwiseRules: Rules<'activation' | 'add' | 'multiply'> = {
  activation({ builder, node, op, gradient }) {
    const inputs = [node.inputs[0]!, node.id, gradient]
    return builder.add({ type: 'activation-grad', activation: op.activation }, inputs, node.shape)
  },

  add({ gradient }) {
    return gradient
  },

  multiply({ builder, node, gradient }, which) {
    const others = node.inputs.filter((_, index) => index !== which)
    return builder.add({ type: 'multiply' }, [gradient, ...others], node.shape)
  }
}
