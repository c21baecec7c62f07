import { inputGradient } from './adjoint.ts'
import { oneRun } from './explanation.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Method } from './method.ts'
import { addPart } from './signedPart.ts'
import { addSteering, pictureRefusal } from './steering.ts'

/**
 * The input gradient g = d steering / d input of left-positive steering (Simonyan 2014, arXiv 1312.6034), taken with
 * respect to the tensor that the model reads. The map is, at each pixel, the maximum over the channels of
 * |g| (change), of the positive part of g (left: more of this input turns further left) or of the positive
 * part of -g (right). So change is the larger of left and right.
 */
export const gradient: Method = {
  id: 'gradient',
  label: 'Gradient',
  family: 'gradient',
  version: 1,
  signed: true,
  caution: null,

  refuse: pictureRefusal,
  parameters: () => [],
  cost: () => 2,

  build(target, explain) {
    const builder = new GraphBuilder(target.graph)
    const steering = addSteering(builder, target)
    const [height, width] = builder.input.shape
    const magnitude = addPart(builder, inputGradient(builder, steering), explain)
    const map = builder.add({ type: 'channel-max' }, [magnitude], [height!, width!, 1])
    return oneRun(builder.finish({ steering, map }))
  }
}
