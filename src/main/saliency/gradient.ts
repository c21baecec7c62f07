import type { Shape } from '../model/graph.ts'
import { inputGradient } from './adjoint.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Explain, Method } from './method.ts'
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

  refuse: pictureRefusal,

  build(target, explain) {
    const builder = new GraphBuilder(target.graph)
    const steering = addSteering(builder, target)
    const [height, width] = builder.input.shape
    const magnitude = addMagnitude(builder, inputGradient(builder, steering), explain)
    const shape: Shape = [height!, width!, 1]
    return builder.finish({ steering, map: builder.add({ type: 'channel-max' }, [magnitude], shape) })
  }
}

function addMagnitude(builder: GraphBuilder, gradientId: string, explain: Explain): string {
  const { shape } = builder.input
  if (explain === 'change') return builder.add({ type: 'absolute' }, [gradientId], shape)
  if (explain === 'left') return builder.add({ type: 'positive' }, [gradientId], shape)
  const negate = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(0) } as const
  return builder.add({ type: 'positive' }, [builder.add(negate, [gradientId], shape)], shape)
}
