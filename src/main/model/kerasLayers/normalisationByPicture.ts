import { z } from 'zod'
import { affine } from '../operators/activations.ts'
import { constant } from '../operators/constant.ts'
import { combined, negated, scaled } from '../operators/elementwise.ts'
import { mean } from '../operators/reductions.ts'
import type { Value as GraphValue } from '../operators/value.ts'
import { tensor } from './functions/argument.ts'
import { FunctionCall } from './functions/functionCall.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import { raised } from './functions/numberByNumber.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'

/** Layers that normalise every picture by what it is itself, other than along its last axis. */

/** What the layer gets, as its operators see it, and what they are made with. */
function begun(call: LayerCall, step: string): { input: GraphValue; work: FunctionCall; functions: LayerFunctions } {
  const functions = new LayerFunctions(call)
  const work = new FunctionCall({ layer: call, scope: call.scope, tensorflow: null }, step, { args: [], keywords: {} })
  return { input: functions.taken(call.inKerasOrder()).value, work, functions }
}

/** (x - mean) / sqrt(variance + epsilon), with mean and variance along axes of the value. */
function standardised(work: FunctionCall, value: GraphValue, axes: readonly number[], epsilon: number): GraphValue {
  const middle = mean(work, value, { axes, keep: true })
  const rest = combined(work, 'add', value, negated(work, middle, 'minus'))
  const variance = mean(work, raised(work, rest, 2, 'square'), { axes, keep: true })
  return combined(work, 'multiply', rest, raised(work, affine(work, variance, 1, epsilon, 'line'), -0.5, 'scale'))
}

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
  const { input, work, functions } = begun(call, 'group')
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
  return functions.given(tensor(line))
}

/** x / sqrt(mean of squares along the last axis + epsilon), times a factor for each channel. */
const rmsNormalization: LayerImporter = (call) => {
  const last = z.union([z.literal(-1), z.tuple([z.literal(-1)])]).default(-1)
  const { epsilon } = call.config(z.looseObject({ axis: last, epsilon: z.number().default(1e-6) }))
  const { input, work, functions } = begun(call, 'size')
  const axis = input.axes.length - 1
  const squares = mean(work, raised(work, input, 2, 'square'), { axes: [axis], keep: true })
  const size = raised(work, affine(work, squares, 1, epsilon, 'line'), -0.5, 'scale')
  const one = combined(work, 'multiply', input, size)
  const gamma = call.weight(0, [input.shape[axis]!]).data
  return functions.given(
    tensor(work.emit({ type: 'affine', scale: gamma, offset: Float32Array.of(0) }, [one], one.shape, { like: one }))
  )
}

/** Each row of numbers along an axis has the length 1. */
const unitNormalization: LayerImporter = (call) => {
  const axis = z.union([z.number().int(), z.tuple([z.number().int()]).transform(([only]) => only)]).default(-1)
  const { axis: along } = call.config(z.looseObject({ axis }))
  const functions = new LayerFunctions(call)
  const args = [functions.taken(call.inKerasOrder()), { kind: 'number', value: along, whole: true } as const]
  return functions.given(functions.call('keras.backend.l2_normalize', { args, keywords: {} }))
}

/** LayerNormalization along all axes of a picture. */
export function wholeNormalization(
  call: LayerCall,
  { epsilon, center, scale }: { epsilon: number; center: boolean; scale: boolean }
): Value {
  const { input, work, functions } = begun(call, 'whole')
  const standard = standardised(work, input, [...input.axes.keys()], epsilon)
  const gamma = scale ? call.weight(0, input.shape) : null
  const beta = center ? call.weight(scale ? 1 : 0, input.shape) : null
  const factor = gamma ? constant(gamma.shape, gamma.data) : constant([], [1])
  const offset = beta ? constant(beta.shape, beta.data) : constant([], [0])
  return functions.given(tensor(scaled(work, standard, factor, offset)))
}

export const normalisationByPictureLayers: Record<string, LayerImporter> = {
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  UnitNormalization: unitNormalization
}
