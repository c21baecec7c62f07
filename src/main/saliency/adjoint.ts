import type { Node } from '../model/graph/graph.ts'
import { elementwiseRules } from './adjoint/elementwise.ts'
import { layoutRules } from './adjoint/layout.ts'
import { linearRules } from './adjoint/linear.ts'
import { poolingRules } from './adjoint/pooling.ts'
import type { ForwardType, Rule, Rules, Step } from './adjoint/rule.ts'
import { passBack } from './backward.ts'
import type { GraphBuilder } from './graphBuilder.ts'

const rules: Rules<ForwardType> = { ...linearRules, ...poolingRules, ...layoutRules, ...elementwiseRules }

/** A backward rule for activations in place of their derivative; null leaves the derivative. */
export type ActivationRule = (step: Step<'activation'>, which: number) => string | null

/**
 * Adds the adjoint (backward) graph of a node `scalar` of shape [1] and gives the id of d(scalar)/d(picture), of the
 * picture's shape. The graph is reverse-mode differentiation written out, so an engine needs no autodiff; only
 * nodes between the input and the scalar get a gradient. Throws where the scalar does not depend on the input.
 */
export function inputGradient(builder: GraphBuilder, scalar: string, atActivations?: ActivationRule): string {
  return gradientAt(builder, scalar, builder.picture.id, atActivations)
}

/** Like inputGradient, with respect to any node: d(scalar)/d(source), of the source's shape. */
export function gradientAt(
  builder: GraphBuilder,
  scalar: string,
  source: string,
  atActivations?: ActivationRule
): string {
  const seed = builder.add({ type: 'constant', value: { shape: [1], data: Float32Array.of(1) } }, [], [1])
  return passBack(builder, { from: scalar, seed, to: source }, (node, which, gradient) => {
    const step = { builder, node, op: node.op as never, gradient }
    const changed = node.op.type === 'activation' ? atActivations?.(step, which) : null
    return changed ?? adjointOf(node)(step, which)
  })
}

/** The rule of a node's operation: what its input gets of the gradient of its output. */
export function adjointOf(node: Node): Rule<ForwardType> {
  const rule = (rules as Partial<Record<string, Rule<ForwardType>>>)[node.op.type]
  if (!rule) throw new Error(`'${node.id}' (${node.op.type}) has no adjoint`)
  return rule
}
