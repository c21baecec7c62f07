import { inputGradient } from './adjoint.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Method } from './method.ts'
import { addPart } from './signedPart.ts'
import { addSteering, pictureRefusal } from './steering.ts'

/**
 * Gradient times input (Shrikumar 2016, arXiv 1605.01713): at each pixel s = the sum over the channels of
 * d steering / d input * input, for left-positive steering. The map is |s| (change), or its positive part (left: the
 * pixel as it is turns left) or the positive part of -s (right). For a linear model without offset, s sums up to the
 * steering.
 */
export const gradientTimesInput: Method = {
  id: 'gradient-input',
  label: 'Gradient x input',
  family: 'gradient',
  version: 1,
  signed: true,
  caution: 'Pixels whose input is 0, black in most models, never count.',

  refuse: pictureRefusal,
  parameters: () => [],
  cost: () => 2,

  build(target, explain) {
    const builder = new GraphBuilder(target.graph)
    const steering = addSteering(builder, target)
    const { id, shape } = builder.input
    const product = builder.add({ type: 'multiply' }, [inputGradient(builder, steering), id], shape)
    const sum = builder.add({ type: 'channel-sum' }, [product], [shape[0]!, shape[1]!, 1])
    return oneRun(builder.finish({ steering, map: addPart(builder, sum, explain) }))
  }
}
