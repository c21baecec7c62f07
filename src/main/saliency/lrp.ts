import type { ForwardType } from './adjoint/rule.ts'
import { passBack } from './backward.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Method } from './method.ts'
import { jointRules } from './relevance/joints.ts'
import { landmarksOf } from './relevance/landmarks.ts'
import { linearRules } from './relevance/linear.ts'
import { movingRules } from './relevance/moving.ts'
import type { RelevanceRule, RelevanceRules } from './relevance/rule.ts'
import { addPart } from './signedPart.ts'
import { addSubject, pictureRefusal } from './subject.ts'

const rules: RelevanceRules<ForwardType> = { ...linearRules, ...jointRules, ...movingRules }

/**
 * Layer-wise relevance propagation (Bach 2015, doi 10.1371/journal.pone.0130140) with the composite 'epsilon-plus-flat'
 * (Kohlbrenner 2020, arXiv 1910.09840, as zennit has it): left-positive steering is divided among the inputs of each layer
 * in turn, by epsilon in dense layers, by z-plus in convolutions, in equal parts in the first of these. Activations pass
 * their relevance on. At each pixel s is the sum over the channels; all s together sum up to the steering, but for what
 * biases keep. The map is |s| (change), or its part to the left or right.
 */
export const lrp: Method = {
  id: 'lrp',
  label: 'LRP',
  family: 'gradient',
  version: 1,
  signed: true,
  goodFor: 'parts of the steering that add up',
  use: 'looking',
  caution:
    "Its convolutions follow what adds up and never what takes away, so its maps depend little on the deeper layers (Sixt 2020, arXiv 1912.09818): in the sample a rule would flag a sixth of the honest model's drive by them.",

  refuse: pictureRefusal,
  parameters: () => [],
  // There, there again with either sign of weights, and back through both.
  cost: () => 5,

  build(target, explain) {
    const builder = new GraphBuilder(target.graph)
    const { steering, subject } = addSubject(builder, target)
    const relevance = addRelevance(builder, subject)
    const [height, width] = builder.picture.shape as [number, number]
    const sum = builder.add({ type: 'channel-sum' }, [relevance], [height, width, 1])
    return oneRun(builder.finish({ steering, map: addPart(builder, sum, explain) }))
  }
}

/** Adds the relevance of the picture's values for a number of shape [1], of the picture's shape, and gives its id. */
function addRelevance(builder: GraphBuilder, number: string): string {
  const landmarks = landmarksOf(builder)
  return passBack(builder, { from: number, seed: number, to: builder.picture.id }, (node, which, relevance) => {
    const rule = rules[node.op.type as ForwardType] as RelevanceRule<ForwardType>
    return rule({ builder, landmarks, node, op: node.op as never, relevance }, which)
  })
}
