import { gradientMethod } from './gradientMethod.ts'
import { addPart } from './signedPart.ts'

/**
 * Gradient times input (Shrikumar 2016, arXiv 1605.01713): at each pixel s = the sum over the channels of
 * d steering / d input * input, for left-positive steering. The map is |s| (change), or its positive part (left: the
 * pixel as it is turns left) or the positive part of -s (right). For a linear model without offset, s sums up to the
 * steering.
 */
export const gradientTimesInput = gradientMethod(
  {
    id: 'gradient-input',
    label: 'Gradient x input',
    version: 2,
    goodFor: 'seeing what each pixel adds',
    use: 'events',
    caution: 'Pixels whose input is 0, black in most models, never count.'
  },
  (builder, slope, explain) => {
    const { id, shape } = builder.picture
    const product = builder.add({ type: 'multiply' }, [slope, id], shape)
    const sum = builder.add({ type: 'channel-sum' }, [product], [shape[0]!, shape[1]!, 1])
    return addPart(builder, sum, explain)
  }
)
