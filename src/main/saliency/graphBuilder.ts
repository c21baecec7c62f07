import type { Graph, Node, Op, Shape } from '../model/graph/graph.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import { neededFor } from '../model/graph/reach.ts'

/** Grows a graph: keeps the nodes of a model, adds nodes behind them, and in the end drops what no output needs. */
export class GraphBuilder {
  readonly input: Graph['input']
  /** What maps are about: the input, or the newest frame in it. */
  readonly picture: { id: string; shape: Shape }
  readonly #sequence: Graph['sequence']
  readonly #nodes = new Map<string, Node>()

  constructor(graph: Graph) {
    this.input = graph.input
    this.picture = pictureOf(graph)
    this.#sequence = graph.sequence
    for (const node of graph.nodes) this.#nodes.set(node.id, node)
  }

  /** All nodes so far, every node after its inputs. */
  get nodes(): Node[] {
    return [...this.#nodes.values()]
  }

  /** Shape of a node or of the input, without the batch axis. */
  shapeOf(id: string): Shape {
    if (id === this.input.id) return this.input.shape
    const node = this.#nodes.get(id)
    if (!node) throw new Error(`the graph has no node '${id}'`)
    return node.shape
  }

  /** Adds a node behind those that are there and gives its id. */
  add(op: Op, inputs: readonly string[], shape: Shape): string {
    let number = this.#nodes.size
    while (this.#nodes.has(`${op.type}#${number}`)) number++
    const id = `${op.type}#${number}`
    this.#nodes.set(id, { id, op, inputs, shape })
    return id
  }

  /** The graph with these outputs, and no node that none of them needs. */
  finish(outputs: Record<string, string>): Graph {
    const needed = neededFor(this.nodes, Object.values(outputs))
    const nodes = this.nodes.filter((node) => needed.has(node.id))
    return { input: this.input, nodes, outputs, ...(this.#sequence && { sequence: this.#sequence }) }
  }
}
