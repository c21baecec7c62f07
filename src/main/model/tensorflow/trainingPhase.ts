import type { GraphNode } from './graphNode.ts'

/** What a network that also trains is told of that: Keras's learning phase, and what people call theirs. */
const phase = /learning_phase|is_?train|train(ing)?(_(phase|mode|flag))?$|phase_train|dropout_?(on|enabled)$/i
/** How much of its numbers a dropout of TensorFlow 1 keeps. */
const kept = /keep_?(prob|rate)|prob_keep/i
/** How much it drops. */
const dropped = /drop_?(out)?(_?(rate|prob(ability)?))?$/i

/**
 * The number of a placeholder by which a network trains or steers, as it steers: 0 for a phase and for a share that is
 * dropped, 1 for one that is kept; null for all other nodes.
 */
export function trainingPhase({ name, op, attr }: GraphNode): number | null {
  if (op !== 'Placeholder' && op !== 'PlaceholderWithDefault') return null
  const shape = attr.get('shape')?.shape
  if (shape && !shape.unknownRank && shape.dim.length > 0) return null
  const type = attr.get('dtype')?.type
  if (type === 'DT_BOOL' || /learning_phase/.test(name)) return phase.test(name) ? 0 : null
  if (kept.test(name)) return 1
  return dropped.test(name) ? 0 : null
}

/** Whether a node is a placeholder of how much a dropout keeps or drops. */
export function isShareOfDropout(node: GraphNode): boolean {
  return trainingPhase(node) !== null && (kept.test(node.name) || dropped.test(node.name))
}
