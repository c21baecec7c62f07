import type { OutputShape } from '../../../shared/steeringHead.ts'
import { type Graph, nodeOf, type Shape } from './graph.ts'

/** The outputs of a model, in their order. */
export function outputShapes(graph: Graph): OutputShape[] {
  return Object.keys(graph.outputs).map((name) => ({ name, shape: [...outputShape(graph, name)] }))
}

/** Shape of a named output; a defect where there is none of that name. */
export function outputShape(graph: Graph, output: string): Shape {
  const id = graph.outputs[output]
  if (id === undefined) throw new Error(`the model has no output '${output}'`)
  return id === graph.input.id ? graph.input.shape : nodeOf(graph, id).shape
}
