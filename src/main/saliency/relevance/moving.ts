import type { ForwardType } from '../adjoint/rule.ts'
import { addShareOfSum, addTaken, movedBack, type RelevanceRules, type RelevanceStep } from './rule.ts'

/** Layers that move, repeat, choose or gather numbers. */
export const movingRules: RelevanceRules<
  | 'crop'
  | 'pad'
  | 'reshape'
  | 'permute'
  | 'concat'
  | 'slice'
  | 'max-pool'
  | 'upsample'
  | 'broadcast'
  | 'average-pool'
  | 'global-average-pool'
> = {
  crop: back,
  pad: back,
  reshape: back,
  permute: back,
  concat: back,
  slice: back,
  'max-pool': back,
  upsample: back,
  broadcast: (step) => back({ ...step, node: { ...step.node, op: { ...step.op, factor: 1 } } }, 0),
  'average-pool': mean,
  'global-average-pool': mean
}

/** Each number's relevance goes back to where the number was. */
function back<T extends ForwardType>({ builder, node, relevance }: RelevanceStep<T>, which: number): string {
  return movedBack(builder, node, which, relevance)
}

/** What is positive takes all: z-plus with equal weights. In front of the first convolution all places have equal parts. */
function mean<T extends ForwardType>({ builder, landmarks, node, relevance }: RelevanceStep<T>): string {
  const x = node.inputs[0]!
  if (landmarks.isInFront(node.id)) return movedBack(builder, node, 0, relevance)
  const positive = builder.add({ type: 'positive' }, [x], builder.shapeOf(x))
  const sum = builder.add(node.op, [positive], node.shape)
  return addTaken(builder, { ...node, inputs: [positive] }, 0, addShareOfSum(builder, relevance, sum))
}
