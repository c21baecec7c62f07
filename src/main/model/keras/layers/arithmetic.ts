import { z } from 'zod'
import { affine } from '../../lowering/activations.ts'
import { joined } from '../../lowering/arrangement.ts'
import { negated } from '../../lowering/elementwise.ts'
import { broadcast } from './broadcast.ts'
import type { Argument } from './functions/argument.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/** Layers that scale, shift or combine values element by element. */

/** scale and offset along one graph axis; an axis other than the last is moved there and back. */
export function affineAlong(
  call: LayerCall,
  axis: number,
  scale: Float32Array,
  offset: Float32Array,
  input = call.input
): Value {
  const last = input.shape.length - 1
  if (axis === last) return call.emit({ type: 'affine', scale, offset }, [input], input.shape, { like: input })
  const axes = input.shape.map((_, i) => (i === axis ? last : i === last ? axis : i))
  const swapped = axes.map((from) => input.shape[from]!)
  const moved = call.emit({ type: 'permute', axes }, [input], swapped, { step: 'axis' })
  const scaled = call.emit({ type: 'affine', scale, offset }, [moved], swapped, { step: 'affine' })
  return call.emit({ type: 'permute', axes }, [scaled], input.shape, { like: input })
}

const numbers = z.union([z.number().transform((n) => [n]), z.array(z.number()).min(1)])

const rescaling: LayerImporter = (call) => {
  const { scale, offset } = call.config(z.looseObject({ scale: numbers, offset: numbers.default([0]) }))
  const same = scale.length === 1 && offset.length === 1
  const axis = same ? call.input.shape.length - 1 : call.graphAxis(-1, call.input)
  return affineAlong(call, axis, Float32Array.from(scale), Float32Array.from(offset))
}

/** Two inputs or more. */
function merged(call: LayerCall): Value[] {
  if (call.inputs.length < 2) return call.refuse('combines fewer than two tensors', 'save the model again')
  return call.inputs.map((input) => call.rows(input))
}

/** Inputs with the same axis order: as they lie where all agree, else all as Keras sees them. */
function aligned(call: LayerCall): readonly Value[] {
  const inputs = merged(call)
  if (inputs.every(({ axes }) => axes.join() === inputs[0]!.axes.join())) return inputs
  return inputs.map((input, i) => call.inKerasOrder(input, `axes-${i}`))
}

/** Two or more inputs of one shape, repeated where one is smaller. */
function fitted(call: LayerCall): Value[] {
  return broadcast(call, merged(call))
}

const combine =
  (type: 'add' | 'multiply'): LayerImporter =>
  (call) => {
    const inputs = fitted(call)
    const [first] = inputs as [Value]
    return call.emit({ type }, inputs, first.shape, { like: first })
  }

/** The mean of its inputs. */
const average: LayerImporter = (call) => {
  const inputs = fitted(call)
  const [first] = inputs as [Value]
  const sum = call.emit({ type: 'add' }, inputs, first.shape, { step: 'sum', like: first })
  return affine(call, sum, 1 / inputs.length, 0)
}

const subtract: LayerImporter = (call) => {
  const [left, right] = fitted(call) as [Value, Value]
  const negative = negated(call, right, 'negative')
  return call.emit({ type: 'add' }, [left, negative], left.shape, { like: left })
}

/** The largest or smallest of its inputs, number by number. */
const extreme =
  (name: 'maximum' | 'minimum'): LayerImporter =>
  (call) => {
    const functions = new LayerFunctions(call)
    const values: Argument[] = call.inputs.map((value) => functions.taken(value))
    return functions.given(values.reduce((a, b) => functions.call(`keras.ops.${name}`, { args: [a, b], keywords: {} })))
  }

const concatenate: LayerImporter = (call) => {
  const { axis: stated } = call.config(z.looseObject({ axis: z.number().int().default(-1) }))
  const inputs = aligned(call)
  const { shape: first } = inputs[0]!
  const axis = call.graphAxis(stated, inputs[0]!)
  const fits = inputs.every(
    ({ shape }) => shape.length === first.length && shape.every((n, i) => i === axis || n === first[i])
  )
  if (!fits) call.refuse('joins tensors whose shapes do not fit', 'save the model again')
  return joined(call, inputs, stated)
}

export const arithmeticLayers: Record<string, LayerImporter> = {
  Rescaling: rescaling,
  Add: combine('add'),
  Multiply: combine('multiply'),
  Subtract: subtract,
  Average: average,
  Maximum: extreme('maximum'),
  Minimum: extreme('minimum'),
  Concatenate: concatenate
}
