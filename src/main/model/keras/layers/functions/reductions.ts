import { raised } from '../../../lowering/elementwise.ts'
import {
  centred,
  maximum,
  mean,
  meanSquare,
  minimum,
  reducedAxes,
  type Reduction,
  sum
} from '../../../lowering/reductions.ts'
import type { Value } from '../../../lowering/value.ts'
import type { FunctionCall, KnownFunction } from './functionCall.ts'

/** Functions that gather axes into one number: means, sums, extremes, deviations. */

/**
 * The axes that a call names. Where it names none the whole tensor is gathered, the pictures of a batch together: of one
 * picture, as a car drives, that is the picture.
 */
function given(call: FunctionCall, value: Value): Reduction {
  const axes = call.axesAt(1, 'axis', 'axes', 'reduction_indices')
  return { axes: reducedAxes(call, value, axes), keep: call.flagAt(2, 'keepdims', 'keep_dims') }
}

const input = (call: FunctionCall): Value => call.tensorAt(0, 'input_tensor', 'x', 'a')

const reduction =
  (gather: (call: FunctionCall, value: Value, how: Reduction) => Value): KnownFunction =>
  (call) => {
    const value = input(call)
    return gather(call, value, given(call, value))
  }

/** The mean of the squares of what is left when the mean is taken off. */
const variance = (call: FunctionCall, value: Value, how: Reduction): Value =>
  meanSquare(call, centred(call, value, how.axes), how)

const deviation = (call: FunctionCall, value: Value, how: Reduction): Value =>
  raised(call, variance(call, value, how), 0.5, 'root')

export const reductions: Readonly<Record<string, KnownFunction>> = Object.fromEntries(
  (
    [
      ['mean', mean],
      ['sum', (call, value, how) => sum(call, value, how)],
      ['max', maximum],
      ['min', minimum],
      ['amax', maximum],
      ['amin', minimum],
      ['var', variance],
      ['variance', variance],
      ['std', deviation]
    ] as const satisfies readonly (readonly [string, Parameters<typeof reduction>[0]])[]
  ).flatMap(([name, gather]) => [
    [name, reduction(gather)],
    [`reduce_${name}`, reduction(gather)]
  ])
)
