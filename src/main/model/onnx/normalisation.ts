import { activate, affine } from '../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { combined, negated, scaled } from '../lowering/elementwise.ts'
import { product } from '../lowering/folding.ts'
import { mean } from '../lowering/reductions.ts'
import { sizesOf, type Value } from '../lowering/value.ts'
import { normalisedAlongLastAxis } from '../lowering/normalisation.ts'

/** Normalisations by the mean and variance of the picture at hand: (x - mean) / sqrt(variance + epsilon). */

/** Along the last axis of a value whose axes lie in the model's order. */
const alongLast = (call: OperatorCall, value: Value): Value =>
  normalisedAlongLastAxis(call, value, call.float('epsilon', 1e-5))

/** Along the axes from `from` on, all together. */
function alongAllFrom(call: OperatorCall, value: Value, from: number): Value {
  const plain = call.arranged(
    value,
    value.axes.map((_, axis) => axis)
  )
  const sizes = sizesOf(plain)
  const flat = call.reshaped(plain, [...sizes.slice(0, from), product(sizes.slice(from))], { step: 'flat' })
  return call.reshaped(alongLast(call, flat), sizes, { step: 'unflat' })
}

const layerNormalization: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const standard = alongAllFrom(call, value, call.axisOf(call.int('axis', -1), value))
  return scaled(call, standard, call.constant(1), call.optional(2) ?? constant([], [0]))
}

/** x / sqrt(mean of squares + epsilon), all axes from the stated on together. */
const rmsNormalization: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const from = call.axisOf(call.int('axis', -1), value)
  const axes = [...value.axes.keys()].slice(from)
  const squares = mean(call, combined(call, 'multiply', value, value), { axes, keep: true })
  const safe = affine(call, squares, 1, call.float('epsilon', 1e-5), 'safe')
  const inverse = activate(call, { kind: 'power', exponent: -0.5 }, safe, 'inverse')
  return scaled(call, combined(call, 'multiply', value, inverse), call.constant(1), constant([], [0]))
}

/** A number for each channel, which come behind the batch, against the pixels behind them. */
const perChannel = ({ dims, values, integer }: Constant, { axes }: Value): Constant => ({
  dims: [...dims, ...axes.slice(1).map(() => 1)],
  values,
  integer
})

/** Each channel of a picture by itself. */
const instanceNormalization: OperatorImporter = (call) => {
  const value = call.value(0)
  const pixels = { axes: value.axes.flatMap((_, axis) => (axis === 0 ? [] : [axis])), keep: true }
  const centred = combined(call, 'add', value, negated(call, mean(call, value, pixels), 'mean'))
  const square = combined(call, 'multiply', centred, centred)
  const variance = affine(call, mean(call, square, pixels), 1, call.float('epsilon', 1e-5), 'variance')
  const inverse = activate(call, { kind: 'power', exponent: -0.5 }, variance, 'inverse')
  const standard = combined(call, 'multiply', centred, inverse)
  return scaled(call, standard, perChannel(call.constant(1), value), perChannel(call.constant(2), value))
}

/** Groups of neighbouring channels, each with its pixels; factors are of channels from version 21 on, before of groups. */
const groupNormalization: OperatorImporter = (call) => {
  const value = call.value(0)
  const sizes = sizesOf(value)
  const groups = call.int('num_groups', 1)
  const grouped = call.reshaped(value, [groups, product(sizes) / groups], { step: 'groups' })
  const standard = alongLast(call, grouped)
  const [scale, offset] = [call.constant(1), call.constant(2)]
  const whole = (of: Value): Value => call.reshaped(of, sizes, { step: 'channels' })
  if (scale.values.length === sizes[0])
    return scaled(call, whole(standard), perChannel(scale, value), perChannel(offset, value))
  return whole(scaled(call, standard, perChannel(scale, grouped), perChannel(offset, grouped)))
}

export const normalisationOperators: Record<string, OperatorImporter> = {
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization
}
