import { InputError } from '../../shared/errors.ts'
import { leftPositive } from '../../shared/steering.ts'
import type { Graph } from '../model/graph/graph.ts'
import type { SteeringHead } from '../model/model.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Target } from './method.ts'

/**
 * Adds the steering value of the target: [1], left-positive, in the head's unit. Throws an InputError where the
 * head names an output or an index that the model does not have.
 */
export function addSteering(builder: GraphBuilder, { graph, head }: Target): string {
  const output = graph.outputs[head.output]
  if (output === undefined) {
    const names = Object.keys(graph.outputs).join(', ')
    throw new InputError(`The model has no output '${head.output}': choose the steering from ${names}.`)
  }
  const size = builder.shapeOf(output).reduce((product, length) => product * length, 1)
  const value = head.bins ? expectedValue(builder, output, size, head.bins) : number(builder, output, size, head)
  if (leftPositive(head) === 1) return value
  const negate = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(0) } as const
  return builder.add(negate, [value], [1])
}

function number(builder: GraphBuilder, output: string, size: number, head: SteeringHead): string {
  if (head.index >= size) {
    throw new InputError(
      `Output '${head.output}' has ${size} numbers: steering cannot be number ${head.index} of them.`
    )
  }
  return builder.add({ type: 'pick', index: head.index }, [output], [1])
}

/**
 * Sum of p_i (from + (to - from) i / (n - 1)) over the n probabilities of the output: what the model steers on average,
 * with a gradient where the most probable bin has none. An output without a softmax of its own gets one.
 */
function expectedValue(
  builder: GraphBuilder,
  output: string,
  size: number,
  { from, to }: { from: number; to: number }
): string {
  if (size < 2) throw new InputError('The steering cannot be the expected value of one bin: choose one number instead.')
  const flat = builder.shapeOf(output).length === 1 ? output : builder.add({ type: 'reshape' }, [output], [size])
  const maker = builder.nodes.find(({ id }) => id === output)
  const hasSoftmax = maker?.op.type === 'activation' && maker.op.activation.kind === 'softmax'
  const softmax = { type: 'activation', activation: { kind: 'softmax' } } as const
  const probabilities = hasSoftmax ? flat : builder.add(softmax, [flat], [size])
  const angles = Float32Array.from({ length: size }, (_, i) => from + ((to - from) * i) / (size - 1))
  return builder.add({ type: 'dense', kernel: { shape: [size, 1], data: angles }, bias: null }, [probabilities], [1])
}

/** The target's steering alone: one output `steering` [1], left-positive, in the head's unit. */
export function steeringGraph(target: Target): Graph {
  const builder = new GraphBuilder(target.graph)
  return builder.finish({ steering: addSteering(builder, target) })
}
