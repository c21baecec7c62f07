import type { Graph, Op } from '../../model/graph/graph.ts'
import { dependentOn } from '../../model/graph/reach.ts'
import { activationEmissions } from './activation.ts'
import { elementwiseEmissions } from './elementwise.ts'
import { type Emissions, type Emit, toGraph, toHeld } from './emission.ts'
import { layoutEmissions } from './layout.ts'
import { linearEmissions } from './linear.ts'
import { OnnxBuilder } from './onnxBuilder.ts'
import { poolingEmissions } from './pooling.ts'

const emissions: Emissions<Op['type']> = {
  ...linearEmissions,
  ...activationEmissions,
  ...poolingEmissions,
  ...layoutEmissions,
  ...elementwiseEmissions
}

/** What the compiled model calls its input. */
export const inputName = 'picture'

/**
 * A graph as the bytes of an ONNX model. Its input `picture` and its outputs, which keep the graph's names, are float32
 * with a batch axis of any length in front of the graph's shapes.
 */
export function compileOnnx(graph: Graph): Uint8Array {
  const onnx = new OnnxBuilder()
  const batched = dependentOn(graph.nodes, graph.input.id)
  const shapes = new Map([[graph.input.id, graph.input.shape]])
  const values = new Map([[graph.input.id, toHeld(onnx, inputName, graph.input.shape)]])

  const repeat = (value: string, rank: number): string => {
    const first = onnx.integers([0])
    const length = onnx.node('Slice', [onnx.node('Shape', [inputName]), first, onnx.integers([1]), first])
    const ones = onnx.integers(Array.from({ length: rank }, () => 1))
    return onnx.node('Expand', [value, onnx.node('Concat', [length, ones], { axis: { int: 0 } })])
  }

  for (const node of graph.nodes) {
    const inputs = node.inputs.map((id) => values.get(id)!)
    const repeated = (which: number): string => {
      const id = node.inputs[which]!
      return batched.has(id) ? inputs[which]! : repeat(inputs[which]!, shapes.get(id)!.length)
    }
    const inputShapes = node.inputs.map((id) => shapes.get(id)!)
    const emit = emissions[node.op.type] as Emit<Op['type']>
    values.set(node.id, emit({ onnx, op: node.op, node, inputs, shapes: inputShapes, repeated }))
    shapes.set(node.id, node.shape)
  }

  const outputs = Object.entries(graph.outputs).map(([name, id]) => {
    const shape = shapes.get(id)!
    const value = toGraph(onnx, values.get(id)!, shape)
    return [name, { value: batched.has(id) ? value : repeat(value, shape.length), dims: shape }] as const
  })
  return onnx.finish({ name: inputName, dims: graph.input.shape }, Object.fromEntries(outputs))
}
