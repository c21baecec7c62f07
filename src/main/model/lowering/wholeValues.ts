import type { Node } from '../graph/graph.ts'

/** What the numbers of a tensor can be: 0 and 1 alone, whole numbers, or any. */
export type NumberKind = 'truth' | 'whole' | 'any'

const isWhole = (values: ArrayLike<number>): boolean => Array.from(values).every(Number.isInteger)

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

/** What the numbers of a node can be, by the nodes that made it; those of an input are taken for whole. */
export function numberKind(nodes: readonly Node[], id: string): NumberKind {
  const node = nodes.findLast((one) => one.id === id)
  if (!node) return 'whole'
  const { op } = node
  const given = (): NumberKind => leastOf(node.inputs.map((input) => numberKind(nodes, input)))
  if (moving.has(op.type)) return given()
  switch (op.type) {
    case 'constant': {
      const { data } = op.value
      return data.every((v) => v === 0 || v === 1) ? 'truth' : isWhole(data) ? 'whole' : 'any'
    }
    case 'activation':
      if (op.activation.kind === 'step') return 'truth'
      return ['relu', 'absolute'].includes(op.activation.kind) ? given() : 'any'
    case 'multiply':
      return given()
    case 'affine': {
      if (op.scale.every((v) => v === -1) && op.offset.every((v) => v === 1)) return given()
      return ofSums(isWhole(op.scale) && isWhole(op.offset), given)
    }
    case 'add':
      return ofSums(true, given)
    case 'dense':
      return ofSums(isWhole(op.kernel.data) && isWhole(op.bias ?? []), given)
    default:
      return 'any'
  }
}

const ofSums = (isWholeItself: boolean, given: () => NumberKind): NumberKind =>
  isWholeItself && given() !== 'any' ? 'whole' : 'any'

const leastOf = (kinds: readonly NumberKind[]): NumberKind =>
  kinds.includes('any') ? 'any' : kinds.includes('whole') ? 'whole' : 'truth'
