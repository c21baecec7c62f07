import { InputError } from '../../../shared/errors.ts'
import type { GraphNode } from './graphNode.ts'

/** Name of the node that makes a tensor. */
export const nodeName = (tensor: string): string => tensor.replace(/^\^/, '').replace(/:.*$/, '')

/**
 * The nodes that others need, each after those it reads: a GraphDef lists them in any order. What only has to run before
 * is followed to the ends of branches alone.
 * @param wanted names of nodes
 * @throws InputError where nodes read one another in a circle
 */
export function inOrder(nodes: readonly GraphNode[], wanted: Iterable<string>, source: string): GraphNode[] {
  const byName = namesOf(nodes)
  const done = new Set<string>()
  const ordered: GraphNode[] = []
  const open = new Set<string>()
  // A stack of its own: graphs are deeper than calls can be.
  const waiting: { node: GraphNode; isOpen: boolean }[] = []
  const wait = (name: string, follow: (node: GraphNode) => boolean = () => true): void => {
    const node = byName.get(name)
    if (node && !done.has(name) && follow(node)) waiting.push({ node, isOpen: false })
  }
  for (const name of [...wanted].reverse()) wait(name)
  while (waiting.length > 0) {
    const { node, isOpen } = waiting.pop()!
    if (done.has(node.name)) continue
    if (isOpen) {
      done.add(node.name)
      ordered.push(node)
      continue
    }
    if (open.has(node.name)) {
      throw new InputError(`'${source}' holds a loop at its operator '${node.name}'; convert a model without loops.`)
    }
    open.add(node.name)
    waiting.push({ node, isOpen: true })
    for (const input of node.input) wait(nodeName(input), input.startsWith('^') ? isEndOfBranch : undefined)
  }
  return ordered
}

const named = new WeakMap<readonly GraphNode[], ReadonlyMap<string, GraphNode>>()

/** Nodes by their names, made once for each function: it may be called thousands of times. */
function namesOf(nodes: readonly GraphNode[]): ReadonlyMap<string, GraphNode> {
  const known = named.get(nodes) ?? new Map(nodes.map((node) => [node.name, node]))
  named.set(nodes, known)
  return known
}

/** TensorFlow 1 hangs what belongs to a branch of a condition on an Identity of the condition itself. */
const isEndOfBranch = ({ op }: GraphNode): boolean => op === 'Identity'
