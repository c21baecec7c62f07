import type { Node } from '../graph/graph.ts'

/** What the numbers of a tensor can be: 0 and 1 alone, whole numbers, or any. */
export type NumberKind = 'truth' | 'whole' | 'any'

const isWhole = (values: ArrayLike<number>): boolean => Array.prototype.every.call(values, Number.isInteger)

/** Layers that only move numbers, or choose among them. */
const moving: ReadonlySet<Node['op']['type']> = new Set([
  'crop',
  'max-pool',
  'pad',
  'permute',
  'pick',
  'reshape',
  'slice',
  'upsample',
  'concat'
])

/** What is known of the nodes of an import, which only grows: each is looked at once. */
interface Known {
  looked: number
  kinds: Map<string, NumberKind>
}

const known = new WeakMap<readonly Node[], Known>()

/** What the numbers of a node can be, by the nodes that made it; those of an input are taken for whole. */
export function numberKind(nodes: readonly Node[], id: string): NumberKind {
  const { looked, kinds } = known.get(nodes) ?? { looked: 0, kinds: new Map<string, NumberKind>() }
  for (let i = looked; i < nodes.length; i++) {
    const node = nodes[i]!
    const given = node.inputs.map((input) => kinds.get(input) ?? 'whole')
    kinds.set(node.id, kindOf(node, leastOf(given)))
  }
  known.set(nodes, { looked: nodes.length, kinds })
  return kinds.get(id) ?? 'whole'
}

/** @param given the least that can be said of all that it is made of */
function kindOf({ op }: Node, given: NumberKind): NumberKind {
  if (moving.has(op.type)) return given
  switch (op.type) {
    case 'constant': {
      const { data } = op.value
      return data.every((v) => v === 0 || v === 1) ? 'truth' : isWhole(data) ? 'whole' : 'any'
    }
    case 'activation':
      if (op.activation.kind === 'step') return 'truth'
      return ['relu', 'absolute'].includes(op.activation.kind) ? given : 'any'
    case 'multiply':
      return given
    case 'affine':
      if (op.scale.every((v) => v === -1) && op.offset.every((v) => v === 1)) return given
      return ofSums(given, op.scale, op.offset)
    case 'add':
      return ofSums(given)
    case 'dense':
      return ofSums(given, op.kernel.data, op.bias ?? [])
    default:
      return 'any'
  }
}

const ofSums = (given: NumberKind, ...factors: ArrayLike<number>[]): NumberKind =>
  given !== 'any' && factors.every(isWhole) ? 'whole' : 'any'

const leastOf = (kinds: readonly NumberKind[]): NumberKind =>
  kinds.includes('any') ? 'any' : kinds.includes('whole') ? 'whole' : 'truth'
