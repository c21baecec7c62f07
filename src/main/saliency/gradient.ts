import { gradientMethod } from './gradientMethod.ts'
import { addPart } from './signedPart.ts'

/**
 * The input gradient g = d steering / d input of left-positive steering (Simonyan 2014, arXiv 1312.6034), taken with
 * respect to the tensor that the model reads. The map is, at each pixel, the maximum over the channels of
 * |g| (change), of the positive part of g (left: more of this input turns further left) or of the positive
 * part of -g (right). So change is the larger of left and right.
 */
export const gradient = gradientMethod(
  {
    id: 'gradient',
    label: 'Gradient',
    version: 2,
    goodFor: 'telling where steering comes from',
    use: 'events',
    caution: null
  },
  (builder, slope, explain) => {
    const [height, width] = builder.picture.shape
    return builder.add({ type: 'channel-max' }, [addPart(builder, slope, explain)], [height!, width!, 1])
  }
)
