import { InputError } from '../../shared/errors.ts'
import { leftPositive } from '../../shared/steering.ts'
import { type HeadFault, headFault, type SteeringHead } from '../../shared/steeringHead.ts'
import type { Graph } from '../model/graph/graph.ts'
import { outputShapes } from '../model/graph/outputShapes.ts'
import { addExpression, addFlat } from './expression.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Target } from './method.ts'

/**
 * Adds the steering value of the target: [1], left-positive, in the head's unit. Throws an InputError where the
 * head names an output or a number that the model does not have.
 */
export function addSteering(builder: GraphBuilder, { graph, head }: Target): string {
  const fault = headFault(head, outputShapes(graph))
  if (fault) throw new InputError(faultInWords(fault, Object.keys(graph.outputs)))
  const output = graph.outputs[head.output]!
  const value = head.of
    ? addExpression({ builder, outputs: graph.outputs, head, of: head.of })
    : head.bins
      ? expectedValue(builder, output, head.bins)
      : builder.add({ type: 'pick', index: head.index }, [output], [1])
  if (leftPositive(head) === 1) return value
  const negate = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(0) } as const
  return builder.add(negate, [value], [1])
}

function faultInWords({ field, output, index, size }: HeadFault, names: readonly string[]): string {
  if (size === null) return `The model has no output '${output}': choose the steering from ${names.join(', ')}.`
  if (field === 'bins') return 'The steering cannot be the expected value of one bin: choose one number instead.'
  return `Output '${output}' has ${size} numbers: steering cannot be number ${index} of them.`
}

/**
 * Sum of p_i (from + (to - from) i / (n - 1)) over the n probabilities of the output: what the model steers on average,
 * with a gradient where the most probable bin has none. An output without a softmax of its own gets one.
 */
function expectedValue(builder: GraphBuilder, output: string, { from, to }: { from: number; to: number }): string {
  const flat = addFlat(builder, output)
  const [size = 0] = builder.shapeOf(flat)
  const maker = builder.nodes.find(({ id }) => id === output)
  const hasSoftmax = maker?.op.type === 'activation' && maker.op.activation.kind === 'softmax'
  const softmax = { type: 'activation', activation: { kind: 'softmax' } } as const
  const probabilities = hasSoftmax ? flat : builder.add(softmax, [flat], [size])
  const angles = Float32Array.from({ length: size }, (_, i) => from + ((to - from) * i) / (size - 1))
  return builder.add({ type: 'dense', kernel: { shape: [size, 1], data: angles }, bias: null }, [probabilities], [1])
}

/** The target's steering alone: one output `steering` [1], left-positive, in the head's unit. */
export function steeringGraph({ graph, head }: Target): Graph {
  return steeringsGraph(graph, { steering: head })
}

/** What a model steers by each of several heads: an output [1] of its name for each, left-positive, in that head's unit. */
export function steeringsGraph(graph: Graph, heads: Readonly<Record<string, SteeringHead>>): Graph {
  const builder = new GraphBuilder(graph)
  const outputs = Object.entries(heads).map(([name, head]) => [name, addSteering(builder, { graph, head })] as const)
  return builder.finish(Object.fromEntries(outputs))
}
