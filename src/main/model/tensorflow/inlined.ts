import { InputError } from '../../../shared/errors.ts'
import { type FunctionLibrary, type GraphFunction, resultPlace } from './functionLibrary.ts'
import type { GraphNode } from './graphNode.ts'
import { inOrder, nodeName } from './inOrder.ts'
import { KnownNumbers } from './knownNumbers.ts'

/** Operators that call the function that they name. */
const calls: ReadonlySet<string> = new Set(['PartitionedCall', 'StatefulPartitionedCall'])
const conditions: ReadonlySet<string> = new Set(['If', 'StatelessIf'])
/** What functions that call one another many times over may come to. */
const mostNodes = 200_000
const deepestCall = 64

/** A network without calls: every node after those it reads. */
export interface InlinedGraph {
  nodes: GraphNode[]
  /** What the tensors are that were asked for; null for one on a branch that is not taken. */
  tensors: (string | null)[]
}

/**
 * Writes the functions that a network calls in the place of their calls, and leaves out the branches of conditions that
 * are known not to be taken (dropout while it trains). A node keeps its name in its function, or, where another has that, gets the
 * name of the call in front.
 * @param wanted tensors of the network itself (`node`, `node:1`); only what they need is in the result
 * @param given what is fed in place of nodes, by their names, and what that is called; no node gets such a name
 * @throws InputError where functions call themselves, or a call does not fit its function
 */
export function inlined(
  nodes: readonly GraphNode[],
  functions: FunctionLibrary,
  wanted: readonly string[],
  source: string,
  given: ReadonlyMap<string, string> = new Map()
): InlinedGraph {
  return new Inliner(functions, source, given.values()).whole(nodes, wanted, given)
}

/** The tensors that a node gives, by their places; null for one on a branch that is not taken. */
type Results = (place: number) => string | null

/** The network, or a function of it, where it is written out. */
interface Body {
  nodes: readonly GraphNode[]
  /** What it is given. */
  given: ReadonlyMap<string, string | null>
  /** Place of a tensor among the results of a node of that kind. */
  placeOf(op: string, tensor: string): number | null
  /** Names of the functions that it is in, the outermost first. */
  within: readonly string[]
  /** In front of names that are taken. */
  prefix: string
}

class Inliner {
  readonly #functions: FunctionLibrary
  readonly #source: string
  readonly #made: GraphNode[] = []
  readonly #taken: Set<string>
  readonly #known = new KnownNumbers()
  #visited = 0

  constructor(functions: FunctionLibrary, source: string, reserved: Iterable<string>) {
    this.#functions = functions
    this.#source = source
    this.#taken = new Set(reserved)
  }

  whole(nodes: readonly GraphNode[], wanted: readonly string[], given: ReadonlyMap<string, string>): InlinedGraph {
    const placeOf = (_: string, tensor: string): number => Number(/:(\d+)$/.exec(tensor)?.[1] ?? 0)
    const tensors = this.#body({ nodes, given, placeOf, within: [], prefix: '' }, wanted)
    // What a function is given and does not read is left out.
    const needed = tensors.flatMap((tensor) => (tensor === null ? [] : [nodeName(tensor)]))
    return { nodes: inOrder(this.#made, needed, this.#source), tensors }
  }

  /** Writes out what the wanted tensors of a body need. */
  #body(body: Body, wanted: readonly string[]): (string | null)[] {
    const results = new Map<string, { op: string; of: Results }>()
    const tensorOf = (tensor: string): string | null => {
      const name = nodeName(tensor)
      const given = body.given.get(name)
      if (given !== undefined) return given
      const node = results.get(name)
      const place = node && body.placeOf(node.op, tensor)
      // What nothing makes is said where it is read.
      return node && place != null ? node.of(place) : name
    }
    for (const node of inOrder(body.nodes, wanted.map(nodeName), this.#source)) {
      if (body.given.has(node.name)) continue
      if (++this.#visited > mostNodes) {
        throw new InputError(`'${this.#source}' calls its functions too many times over; convert it to ONNX.`)
      }
      const runsAfter = node.input.filter((input) => input.startsWith('^') && results.has(nodeName(input)))
      const isDead = runsAfter.some((input) => results.get(nodeName(input))!.of(0) === null)
      const inputs = node.input.filter((input) => !input.startsWith('^')).map(tensorOf)
      results.set(node.name, { op: node.op, of: isDead ? () => null : this.#node(node, inputs, body) })
    }
    return wanted.map(tensorOf)
  }

  #node(node: GraphNode, given: readonly (string | null)[], body: Body): Results {
    if (node.op === 'Merge') {
      const [taken, ...others] = given.filter((one) => one !== null)
      if (taken === undefined) return () => null
      if (others.length === 0 && given.length > 1) return () => taken
    }
    const inputs = given.filter((one) => one !== null)
    if (inputs.length < given.length) return () => null
    const number = this.#known.of(inputs.at(node.op === 'Switch' ? 1 : 0))
    if (node.op === 'Switch' && number !== null)
      return (place) => ((place === 1) === (number !== 0) ? inputs[0]! : null)
    const attribute = !conditions.has(node.op) ? 'f' : number === 0 ? 'else_branch' : 'then_branch'
    const isCall = calls.has(node.op) || (conditions.has(node.op) && number !== null)
    const called = isCall ? (node.attr.get(attribute)?.func ?? '') : this.#functions.has(node.op) ? node.op : null
    if (called !== null) return this.#call(node, called, conditions.has(node.op) ? inputs.slice(1) : inputs, body)
    const name = this.#nameOf(node.name, body.prefix)
    const made = { ...node, name, input: inputs }
    this.#made.push(made)
    this.#known.note(made)
    return (place) => (place === 0 ? name : `${name}:${place}`)
  }

  #call(node: GraphNode, called: string, inputs: readonly string[], body: Body): Results {
    const { name, results, ...callee } = this.#callee(node, called, inputs.length, body)
    const given = new Map(callee.inputs.map((input, i) => [input, inputs[i]!]))
    const [within, prefix] = [[...body.within, name], `${body.prefix}${node.name}/`]
    const tensors = this.#body({ nodes: callee.nodes, given, placeOf: resultPlace, within, prefix }, results)
    return (place) => (place < tensors.length ? tensors[place]! : `${node.name}:${place}`)
  }

  #callee(node: GraphNode, called: string, count: number, { within }: Body): GraphFunction {
    const at = `'${this.#source}' cannot be opened: the operator '${node.name}' (${node.op})`
    const callee = this.#functions.get(called)
    if (!callee) throw new InputError(`${at} calls the function '${called}', which it lacks; save the model again.`)
    if (within.includes(called) || within.length >= deepestCall) {
      throw new InputError(`${at} is a function that calls itself; save a model without loops.`)
    }
    if (callee.inputs.length === count) return callee
    throw new InputError(
      `${at} gives ${count} tensors to '${called}', which takes ${callee.inputs.length}; save the model again.`
    )
  }

  #nameOf(own: string, prefix: string): string {
    let name = own
    if (this.#taken.has(name)) name = `${prefix}${own}`
    for (let n = 2; this.#taken.has(name); n++) name = `${prefix}${own}#${n}`
    this.#taken.add(name)
    return name
  }
}
