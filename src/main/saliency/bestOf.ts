import type { BestOf } from '../../shared/outputExpression.ts'
import type { GraphBuilder } from './graphBuilder.ts'

/**
 * Adds the one of several values whose weight is the greatest, [1]; of equal weights the mean of their values. A step is
 * taken between weights, so that the choice has no slope and the gradient is that of the value which holds.
 * @param numbers id of the output, [n], in which the weights lie
 * @param each id of the values, [count]
 */
export function addBest(
  builder: GraphBuilder,
  { numbers, each, best: { count, apart, weight } }: { numbers: string; each: string; best: BestOf }
): string {
  const [size = 0] = builder.shapeOf(numbers)
  const dense = (from: number, to: number, valueAt: (i: number) => number) => {
    const data = Float32Array.from({ length: from * to }, (_, i) => valueAt(i))
    return { type: 'dense', kernel: { shape: [from, to], data }, bias: null } as const
  }
  const affine = (scale: number, offset: number) =>
    ({ type: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) }) as const

  const taken = dense(size, count, (i) => (Math.floor(i / count) === weight + (i % count) * apart ? 1 : 0))
  const weights = builder.add(taken, [numbers], [count])
  const column = builder.add({ type: 'reshape' }, [weights], [count, 1, 1])
  const window = { type: 'max-pool', size: [count, 1], strides: [count, 1], pads: [0, 0, 0, 0] } as const
  const top = builder.add({ type: 'reshape' }, [builder.add(window, [column], [1, 1, 1])], [1])
  const tops = builder.add(
    dense(1, count, () => 1),
    [top],
    [count]
  )
  const below = builder.add({ type: 'add' }, [tops, builder.add(affine(-1, 0), [weights], [count])], [count])
  const step = { type: 'activation', activation: { kind: 'step' } } as const
  const holds = builder.add(affine(-1, 1), [builder.add(step, [below], [count])], [count])
  const ones = dense(count, 1, () => 1)
  const sum = builder.add(ones, [builder.add({ type: 'multiply' }, [each, holds], [count])], [1])
  const inverse = { type: 'activation', activation: { kind: 'power', exponent: -1 } } as const
  const share = builder.add(inverse, [builder.add(ones, [holds], [1])], [1])
  return builder.add({ type: 'multiply' }, [sum, share], [1])
}
