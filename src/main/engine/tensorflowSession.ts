import type { Tensor } from '@tensorflow/tfjs-core'
import type { Graph } from '../model/graph.ts'
import { compile, type Run } from './operations/compile.ts'
import { onBackend, type TensorflowId, tf } from './tensorflowBackend.ts'

interface Step {
  id: string
  inputs: readonly string[]
  run: Run
  /** Values that no later step and no output reads. */
  spent: readonly string[]
}

/** A graph with its weights on the engine's backend. */
export interface TensorflowSession {
  /** See Session.run; all of it happens before it returns. */
  run(input: Float32Array, batch: number): Record<string, Float32Array>
  dispose(): void
}

/** Uploads the weights of a graph and puts its nodes into a list of steps. The backend must be loaded. */
export function loadSession(engine: TensorflowId, graph: Graph): TensorflowSession {
  const weights: Tensor[] = []
  const upload = (data: Float32Array, shape: readonly number[]): Tensor => {
    const tensor = tf.tensor(data, [...shape], 'float32')
    weights.push(tensor)
    return tensor
  }
  const steps = onBackend(engine, () => {
    const spent = lastReads(graph)
    return graph.nodes.map((node): Step => {
      return { id: node.id, inputs: node.inputs, run: compile(node, graph, upload), spent: spent.get(node.id) ?? [] }
    })
  })

  return {
    run(input, batch) {
      const size = graph.input.shape.reduce((product, length) => product * length, batch)
      if (input.length !== size) throw new RangeError(`the input has ${input.length} values; ${size} are needed`)
      return onBackend(engine, () => evaluate(graph, steps, input, batch))
    },
    dispose() {
      tf.dispose(weights)
    }
  }
}

function evaluate(
  graph: Graph,
  steps: readonly Step[],
  input: Float32Array,
  batch: number
): Record<string, Float32Array> {
  const results: Record<string, Float32Array> = {}
  tf.tidy(() => {
    const values = new Map<string, Tensor>()
    values.set(graph.input.id, tf.tensor(input, [batch, ...graph.input.shape], 'float32'))
    for (const step of steps) {
      const inputs = step.inputs.map((id) => values.get(id)!)
      values.set(
        step.id,
        tf.tidy(() => step.run(inputs))
      )
      for (const id of step.spent) {
        values.get(id)!.dispose()
        values.delete(id)
      }
    }
    for (const [name, id] of Object.entries(graph.outputs)) {
      const value = values.get(id)!
      const data = value.dataSync<'float32'>()
      results[name] = value.shape[0] === batch ? data : repeated(data, batch)
    }
  })
  return results
}

/** A value that does not depend on the picture is computed once: the same numbers for every picture of the batch. */
function repeated(one: Float32Array, batch: number): Float32Array {
  const all = new Float32Array(one.length * batch)
  for (let i = 0; i < batch; i++) all.set(one, i * one.length)
  return all
}

/** For each node the values that are read there for the last time; outputs are never spent. */
function lastReads(graph: Graph): Map<string, string[]> {
  const kept = new Set(Object.values(graph.outputs))
  const lastReader = new Map<string, string>()
  for (const node of graph.nodes) {
    for (const input of node.inputs) lastReader.set(input, node.id)
  }
  const spent = new Map<string, string[]>()
  for (const [id, reader] of lastReader) {
    if (!kept.has(id)) spent.set(reader, [...(spent.get(reader) ?? []), id])
  }
  return spent
}
