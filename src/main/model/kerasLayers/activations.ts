import { z } from 'zod'
import type { ActivationKind } from '../graph.ts'
import { activation as activationField } from './fields.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'

/** Keras activation functions by name; null for the identity. */
const functions: Record<string, ActivationKind | null> = {
  linear: null,
  relu: { kind: 'relu' },
  elu: { kind: 'elu', alpha: 1 },
  leaky_relu: { kind: 'leaky-relu', alpha: 0.2 },
  tanh: { kind: 'tanh' },
  sigmoid: { kind: 'sigmoid' },
  softplus: { kind: 'softplus' },
  softmax: { kind: 'softmax' },
  relu6: { kind: 'clip', min: 0, max: 6 },
  swish: { kind: 'swish' },
  silu: { kind: 'swish' },
  gelu: { kind: 'gelu', approximate: false },
  atan: { kind: 'atan' }
}

/** Functions that are several nodes. */
const composed: Record<string, (call: LayerCall, value: Value, step: string) => Value> = {
  // gamma (x above zero, alpha (e^x - 1) below), Klambauer 2017.
  selu: (call, value, step) => {
    const elu = activate(call, { kind: 'elu', alpha: 1.6732632423543772 }, value, `${step}-elu`)
    return line(call, elu, 1.0507009873554805, 0, step)
  },
  hard_sigmoid: (call, value, step) => hardSigmoid(call, value, step),
  hard_swish: (call, value, step) => times(call, value, hardSigmoid(call, value, `${step}-gate`), step),
  hard_silu: (call, value, step) => times(call, value, hardSigmoid(call, value, `${step}-gate`), step),
  mish: (call, value, step) => {
    const softplus = activate(call, { kind: 'softplus' }, value, `${step}-softplus`)
    return times(call, value, activate(call, { kind: 'tanh' }, softplus, `${step}-gate`), step)
  }
}

/** Until Keras 2 clip(0.2 x + 0.5), from Keras 3 on relu6(x + 3) / 6; `config.module` is Keras 3's. */
function hardSigmoid(call: LayerCall, value: Value, step: string): Value {
  const slope = call.isKeras3 ? 1 / 6 : 0.2
  return activate(call, { kind: 'clip', min: 0, max: 1 }, line(call, value, slope, 0.5, `${step}-line`), step)
}

function line(call: LayerCall, value: Value, scale: number, offset: number, step: string): Value {
  const op = { type: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) } as const
  return call.emit(op, [value], value.shape, { step, channelsFirst: value.channelsFirst })
}

function times(call: LayerCall, a: Value, b: Value, step: string): Value {
  return call.emit({ type: 'multiply' }, [a, b], a.shape, { step, channelsFirst: a.channelsFirst })
}

const alpha = (fallback: number): z.ZodType<number> =>
  z.looseObject({ alpha: z.coerce.number().optional(), negative_slope: z.coerce.number().optional() }).transform(
    // Keras 3 renamed LeakyReLU's alpha.
    (config) => config.alpha ?? config.negative_slope ?? fallback
  )

/** Activation layers by class. */
const layers: Record<string, (call: LayerCall) => ActivationKind | null> = {
  Activation: (call) => activationKind(call, call.config(z.looseObject({ activation: activationField })).activation),
  ELU: (call) => ({ kind: 'elu', alpha: call.config(alpha(1)) }),
  LeakyReLU: (call) => ({ kind: 'leaky-relu', alpha: call.config(alpha(0.3)) }),
  ReLU: (call) => {
    const schema = z.looseObject({
      max_value: z.number().nullish(),
      threshold: z.literal(0).nullish(),
      negative_slope: z.number().nullish()
    })
    const { negative_slope: slope, max_value: most } = call.config(schema)
    if (most !== null && most !== undefined) {
      if (slope) call.refuse('has both a slope below zero and a largest value, which is not supported', 'leave one out')
      return { kind: 'clip', min: 0, max: most }
    }
    return slope ? { kind: 'leaky-relu', alpha: slope } : { kind: 'relu' }
  },
  PReLU: (call) => {
    const channels = call.input.shape.at(-1)!
    const alpha = call.weights[0]?.data ?? call.weight(0, [channels]).data
    if (alpha.length !== 1 && alpha.length !== channels) {
      call.refuse('has a slope for each pixel, which is not supported', 'share it with shared_axes=[1, 2]')
    }
    return { kind: 'prelu', alpha }
  },
  Softmax: (call) => {
    const { axis } = call.config(z.looseObject({ axis: z.number().int().default(-1) }))
    if (axis !== -1 && axis !== call.input.shape.length) {
      call.refuse(`has a softmax along the axis ${axis}, which is not supported`, 'use the last axis')
    }
    return { kind: 'softmax' }
  }
}

export function activationKind(call: LayerCall, stated: z.infer<typeof activationField>): ActivationKind | null {
  if (stated === null || stated === undefined) return null
  if (typeof stated !== 'string' && typeof stated.config !== 'string') {
    const layer = layers[stated.class_name]
    if (layer && stated.class_name !== 'Activation') return layer(call.withConfig(stated.config))
  }
  const name =
    typeof stated === 'string' ? stated : typeof stated.config === 'string' ? stated.config : stated.class_name
  const kind = functions[name]
  if (kind !== undefined) return kind
  return call.refuse(
    `has the activation '${name}', which is not supported`,
    `use one of ${[...Object.keys(functions), ...Object.keys(composed)].join(', ')}`
  )
}

const nameOf = (stated: z.infer<typeof activationField>): string | null => {
  if (stated === null || stated === undefined) return null
  if (typeof stated === 'string') return stated
  return typeof stated.config === 'string' ? stated.config : stated.class_name
}

/** A function by its name, as nodes `<layer>/<step>`. */
export function activated(
  call: LayerCall,
  stated: z.infer<typeof activationField>,
  before: Value,
  step: string
): Value {
  const several = composed[nameOf(stated) ?? '']
  if (several) return several(call, before, step)
  const kind = activationKind(call, stated)
  return kind ? activate(call, kind, before, step) : before
}

/** The activation fused into a Conv2D or Dense layer, as a node `<layer>/activation` of its own. */
export function fusedActivation(call: LayerCall, before: Value): Value {
  return activated(call, call.config(z.looseObject({ activation: activationField })).activation, before, 'activation')
}

function activate(call: LayerCall, kind: ActivationKind, before: Value, step?: string): Value {
  // Softmax runs along the last axis of the tensor as Keras sees it; all others do not care about axes.
  const input = kind.kind === 'softmax' ? call.inKerasOrder(before, 'activation-axes') : before
  return call.emit({ type: 'activation', activation: kind }, [input], input.shape, {
    ...(step ? { step } : {}),
    channelsFirst: input.channelsFirst
  })
}

export const activationLayers: Record<string, LayerImporter> = Object.fromEntries(
  Object.entries(layers).map(([className, kindOf]): [string, LayerImporter] => [
    className,
    (call) => {
      const { activation } = call.config(z.looseObject({ activation: activationField }))
      const several = className === 'Activation' ? composed[nameOf(activation) ?? ''] : undefined
      if (several) return several(call, call.input, 'activation')
      const kind = kindOf(call)
      return kind ? activate(call, kind, call.input) : call.input
    }
  ])
)
