import type { Tensor } from '@tensorflow/tfjs-core'
import type { Graph, Node, Shape } from '../model/graph/graph.ts'
import { joinedParts } from './joinedParts.ts'
import { compile, type Run } from './operations/compile.ts'
import { lifeOf, onBackend, type TensorflowId, tf } from './tensorflowBackend.ts'

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

/** Numbers that are held at a time, at most, where pictures can be cut into fewer: a quarter of a gigabyte. */
const MOST_HELD = 2 ** 26

/**
 * Uploads the weights of a graph and puts its nodes into a list of steps; again where the backend was made anew since.
 * The backend must be loaded whenever the session is used.
 */
export function loadSession(engine: TensorflowId, graph: Graph): TensorflowSession {
  let loaded = upload(engine, graph)
  const size = sizeOf(graph.input.shape)
  const part = Math.max(1, Math.floor(MOST_HELD / mostHeld(graph)))

  return {
    run(input, batch) {
      if (input.length !== size * batch) {
        throw new RangeError(`the input has ${input.length} values; ${size * batch} are needed`)
      }
      if (loaded.life !== lifeOf(engine)) loaded = upload(engine, graph)
      const { steps } = loaded
      const parts: Record<string, Float32Array>[] = []
      for (let from = 0; from < batch; from += part) {
        const to = Math.min(from + part, batch)
        const some = input.subarray(from * size, to * size)
        parts.push(onBackend(engine, () => evaluate(graph, steps, some, to - from)))
      }
      return joinedParts(parts)
    },
    dispose() {
      if (loaded.life === lifeOf(engine)) tf.dispose(loaded.weights)
    }
  }
}

interface Loaded {
  /** Of the backend. */
  life: number
  weights: Tensor[]
  steps: Step[]
}

function upload(engine: TensorflowId, graph: Graph): Loaded {
  const weights: Tensor[] = []
  const keep = (data: Float32Array, shape: readonly number[]): Tensor => {
    const tensor = tf.tensor(data, [...shape], 'float32')
    weights.push(tensor)
    return tensor
  }
  const life = lifeOf(engine)
  const steps = onBackend(engine, () => {
    const spent = lastReads(graph)
    return graph.nodes.map((node): Step => {
      return { id: node.id, inputs: node.inputs, run: compile(node, graph, keep), spent: spent.get(node.id) ?? [] }
    })
  })
  return { life, weights, steps }
}

const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)

/** How many numbers of one picture are held at once while the graph runs, at the most. */
function mostHeld(graph: Graph): number {
  const sizes = new Map([[graph.input.id, sizeOf(graph.input.shape)], ...graph.nodes.map(sized)])
  const spent = lastReads(graph)
  let held = sizeOf(graph.input.shape)
  let most = held
  for (const { id, shape } of graph.nodes) {
    held += sizeOf(shape)
    most = Math.max(most, held)
    for (const done of spent.get(id) ?? []) held -= sizes.get(done)!
  }
  return most
}

const sized = ({ id, shape }: Node): [string, number] => [id, sizeOf(shape)]

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
