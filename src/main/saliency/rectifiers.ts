import type { ActivationKind } from '../model/graph/graph.ts'
import { type ActivationRule, inputGradient } from './adjoint.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Explain, Method, Target } from './method.ts'
import { neededFor } from '../model/graph/reach.ts'
import { addNegative } from './signedPart.ts'
import { addSubject, lastNodesOf, pictureRefusal } from './subject.ts'

/** Activations that let positive numbers through: those whose backward rule the methods below change. */
const rectifiers: readonly ActivationKind['kind'][] = ['relu', 'elu', 'leaky-relu', 'prelu', 'clip', 'swish', 'gelu']

const caution =
  "Fails the sanity checks of Adebayo 2018 (arXiv 1810.03292): its maps hardly change when the model's weights are drawn at random."

/**
 * Guided backpropagation (Springenberg 2015, arXiv 1412.6806): on the way back through a rectifier only what is
 * positive goes on, on top of the rectifier's own derivative.
 */
export const guided = rectifierMethod('guided', 'Guided', ({ builder, node, op, gradient }) => {
  const kept = builder.add({ type: 'positive' }, [gradient], node.shape)
  const inputs = [node.inputs[0]!, node.id, kept]
  return builder.add({ type: 'activation-grad', activation: op.activation }, inputs, node.shape)
})

/**
 * Rectified gradient, the way back of a deconvolution network (Zeiler 2014, arXiv 1311.2901): a rectifier lets through
 * what is positive on the way back, whatever it did on the way forward.
 */
export const rectified = rectifierMethod('rectified', 'Rectified', ({ builder, node, gradient }) =>
  builder.add({ type: 'positive' }, [gradient], node.shape)
)

/**
 * A method that changes the rectifiers' backward rule. As that rule tells positive from negative, left is followed back
 * from left-positive steering and right from its negative; the map is the largest |value| over the channels, and
 * change is the larger of left and right.
 */
function rectifierMethod(id: string, label: string, rule: ActivationRule): Method {
  const atRectifiers: ActivationRule = (step, which) =>
    rectifiers.includes(step.op.activation.kind) ? rule(step, which) : null

  return {
    id,
    label,
    family: 'gradient',
    version: 2,
    signed: true,
    goodFor: 'comparing with what others publish',
    use: 'looking',
    caution,

    refuse(target) {
      return (
        pictureRefusal(target) ??
        (hasRectifiers(target) ? null : `The model has no ReLU or its like; ${label} would be Gradient.`)
      )
    },
    parameters: () => [],
    cost: (_, explain) => (explain === 'change' ? 3 : 2),

    build(target, explain) {
      const builder = new GraphBuilder(target.graph)
      const { steering, subject } = addSubject(builder, target)
      const [height, width, channels] = builder.picture.shape as [number, number, number]
      const ways = waysOf(explain).map((way) => {
        const start = way === 'left' ? subject : addNegative(builder, subject)
        return inputGradient(builder, start, atRectifiers)
      })
      const both =
        ways.length === 1 ? ways[0]! : builder.add({ type: 'concat', axis: 2 }, ways, [height, width, 2 * channels])
      const magnitude = builder.add({ type: 'absolute' }, [both], builder.shapeOf(both))
      const map = builder.add({ type: 'channel-max' }, [magnitude], [height, width, 1])
      return oneRun(builder.finish({ steering, map }))
    }
  }
}

function waysOf(explain: Explain): readonly ('left' | 'right')[] {
  return explain === 'change' ? ['left', 'right'] : [explain]
}

function hasRectifiers(target: Target): boolean {
  const needed = neededFor(target.graph.nodes, lastNodesOf(target))
  return target.graph.nodes.some(
    ({ id, op }) => needed.has(id) && op.type === 'activation' && rectifiers.includes(op.activation.kind)
  )
}
