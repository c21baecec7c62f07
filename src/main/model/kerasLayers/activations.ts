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
  softmax: { kind: 'softmax' }
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
      max_value: z.null().optional(),
      threshold: z.literal(0).nullish(),
      negative_slope: z.number().nullish()
    })
    const { negative_slope: slope } = call.config(schema)
    return slope ? { kind: 'leaky-relu', alpha: slope } : { kind: 'relu' }
  },
  Softmax: (call) => {
    const { axis } = call.config(z.looseObject({ axis: z.number().int().default(-1) }))
    if (axis !== -1 && axis !== call.input.shape.length) {
      call.refuse(`has a softmax along the axis ${axis}, which is not supported`, 'use the last axis')
    }
    return { kind: 'softmax' }
  }
}

function activationKind(call: LayerCall, stated: z.infer<typeof activationField>): ActivationKind | null {
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
    `use one of ${Object.keys(functions).join(', ')}`
  )
}

/** The activation fused into a Conv2D or Dense layer, as a node `<layer>/activation` of its own. */
export function fusedActivation(call: LayerCall, before: Value): Value {
  const { activation } = call.config(z.looseObject({ activation: activationField }))
  const kind = activationKind(call, activation)
  return kind ? activate(call, kind, before, 'activation') : before
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
      const kind = kindOf(call)
      return kind ? activate(call, kind, call.input) : call.input
    }
  ])
)
