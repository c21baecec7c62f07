import { z } from 'zod'
import { affine } from '../../lowering/activations.ts'
import { constant, type Constant } from '../../lowering/constant.ts'
import { combined, raised, scaled } from '../../lowering/elementwise.ts'
import { reordered } from '../../lowering/folding.ts'
import { standardised } from '../../lowering/normalisation.ts'
import { meanSquare } from '../../lowering/reductions.ts'
import { axes as axesField } from './fields.ts'
import { list, number, tensor } from './functions/argument.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'
import { begun } from './onOperators.ts'

/** Layers that normalise every picture by what it is itself, other than along its last axis. */

const Group = z.looseObject({
  groups: z.number().int().default(32),
  axis: z.union([z.literal(-1), z.literal(3)]).default(-1),
  epsilon: z.number().default(0.001),
  center: z.boolean().default(true),
  scale: z.boolean().default(true)
})

/** By the mean and variance of each group of channels; -1 groups are as many as channels. */
const groupNormalization: LayerImporter = (call): Value => {
  const { groups: stated, epsilon, center, scale } = call.config(Group)
  const { value: input, work, functions } = begun(call, 'group')
  const [height = 1, width = 1, channels = 0] = input.shape
  const groups = stated === -1 ? channels : stated
  if (input.shape.length !== 3 || channels % groups !== 0) {
    call.refuse(`divides a tensor of shape [${input.shape.join(', ')}] into ${groups} groups`, 'save the model again')
  }
  const apart = work.reshaped(input, [height * width, groups, channels / groups], { step: 'groups' })
  const together = work.reshaped(standardised(work, apart, [0, 2], epsilon), [height, width, channels], {
    step: 'channels'
  })
  const gamma = scale ? call.weight(0, [channels]).data : Float32Array.of(1)
  const beta = center ? call.weight(scale ? 1 : 0, [channels]).data : Float32Array.of(0)
  const line = work.emit({ type: 'affine', scale: gamma, offset: beta }, [together], together.shape, { like: together })
  return functions.node(tensor(line))
}

/** x / sqrt(mean of squares along the last axis + epsilon), times a factor for each channel. */
const rmsNormalization: LayerImporter = (call) => {
  const last = z.union([z.literal(-1), z.tuple([z.literal(-1)])]).default(-1)
  const { epsilon } = call.config(z.looseObject({ axis: last, epsilon: z.number().default(1e-6) }))
  const { value: input, work, functions } = begun(call, 'size')
  const axis = input.axes.length - 1
  const squares = meanSquare(work, input, { axes: [axis], keep: true })
  const size = raised(work, affine(work, squares, 1, epsilon, 'line'), -0.5, 'scale')
  const one = combined(work, 'multiply', input, size)
  const gamma = call.weight(0, [input.shape[axis]!]).data
  return functions.node(
    tensor(work.emit({ type: 'affine', scale: gamma, offset: Float32Array.of(0) }, [one], one.shape, { like: one }))
  )
}

/** All numbers along an axis, or along several together, have the length 1. */
const unitNormalization: LayerImporter = (call) => {
  const { axis } = call.config(z.looseObject({ axis: axesField }))
  const functions = new LayerFunctions(call)
  const along = list(axis.map((one) => number(one)))
  const args = [functions.taken(call.inKerasOrder()), along]
  return functions.given(functions.call('keras.backend.l2_normalize', { args, keywords: {} }))
}

/** LayerNormalization along axes, as Keras counts them, of which not only the last is one; factors are of these axes. */
export function normalizationAlong(
  call: LayerCall,
  stated: readonly number[],
  { epsilon, center, scale }: { epsilon: number; center: boolean; scale: boolean }
): Value {
  const { value: input, work, functions } = begun(call, 'whole')
  const axes = stated.map((axis) => work.axisOf(axis, input))
  const standard = standardised(work, input, axes, epsilon)
  const sizes = axes.map((axis) => input.shape[axis]!)
  // The weights have their axes in the order in which the layer names them.
  const places = [...axes].sort((a, b) => a - b).map((axis) => axes.indexOf(axis))
  const held = (index: number): Constant => {
    const { shape, data } = call.weight(index, sizes)
    const { values } = reordered(constant(shape, data), places)
    return constant(
      input.shape.map((size, axis) => (axes.includes(axis) ? size : 1)),
      values
    )
  }
  const factor = scale ? held(0) : constant([], [1])
  const offset = center ? held(scale ? 1 : 0) : constant([], [0])
  return functions.node(tensor(scaled(work, standard, factor, offset)))
}

export const normalisationByPictureLayers: Record<string, LayerImporter> = {
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  UnitNormalization: unitNormalization
}
