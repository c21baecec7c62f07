import { z } from 'zod'
import type { ActivationKind, Weights } from '../../graph/graph.ts'
import { activate, affine, softmax } from '../../lowering/activations.ts'
import { product } from '../../lowering/folding.ts'
import { sizesOf } from '../../lowering/value.ts'
import { activation as activationField, axes as axesField } from './fields.ts'
import { number, tensor } from './functions/argument.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'
import { begun } from './onOperators.ts'

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

const alpha = (fallback: number): z.ZodType<number> =>
  z.looseObject({ alpha: z.coerce.number().optional(), negative_slope: z.coerce.number().optional() }).transform(
    // Keras 3 renamed LeakyReLU's alpha.
    (config) => config.alpha ?? config.negative_slope ?? fallback
  )

const Rectifier = z.looseObject({
  max_value: z.number().nonnegative().nullish(),
  threshold: z.number().nonnegative().nullish(),
  negative_slope: z.number().nonnegative().nullish()
})

/** A ReLU that is several nodes, with a threshold or with both a slope below it and a largest value; null for all others. */
function severalOfRelu(className: string, call: LayerCall, before: Value, step?: string): Value | null {
  if (className !== 'ReLU' && className !== 'ThresholdedReLU') return null
  const { theta } = call.config(z.looseObject({ theta: z.coerce.number().nonnegative().default(1) }))
  const stated = className === 'ReLU' ? call.config(Rectifier) : { threshold: theta }
  const { negative_slope: slope, max_value: most, threshold } = { ...nothing, ...stated }
  const isBounded = most !== null && most !== undefined
  if (!threshold && !(slope && isBounded)) return className === 'ReLU' ? null : applied(call, relu, before, step)
  const keywords = {
    negative_slope: number(slope ?? 0),
    threshold: number(threshold ?? 0),
    ...(isBounded && { max_value: number(most) })
  }
  const functions = new LayerFunctions(call)
  return functions.node(functions.call('keras.backend.relu', { args: [functions.taken(before)], keywords }), step)
}

const nothing = { negative_slope: null, max_value: null, threshold: null }
const relu = { kind: 'relu' } as const

/** Activation layers by class. */
const layers: Record<string, (call: LayerCall) => ActivationKind | null> = {
  Activation: (call) => activationKind(call, call.config(z.looseObject({ activation: activationField })).activation),
  ELU: (call) => ({ kind: 'elu', alpha: call.config(alpha(1)) }),
  LeakyReLU: (call) => ({ kind: 'leaky-relu', alpha: call.config(alpha(0.3)) }),
  ReLU: (call) => {
    const { negative_slope: slope, max_value: most } = call.config(Rectifier)
    if (most !== null && most !== undefined) return { kind: 'clip', min: 0, max: most }
    return slope ? { kind: 'leaky-relu', alpha: slope } : { kind: 'relu' }
  },
  PReLU: (call) => {
    const channels = call.input.shape.at(-1)!
    return { kind: 'prelu', alpha: call.weights[0]?.data ?? call.weight(0, [channels]).data, atKink: 0 }
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
  return kind !== undefined ? kind : unknown(call, name)
}

const unknown = (call: LayerCall, name: string): never =>
  call.refuse(
    `has the activation '${name}', which is not supported`,
    `use one of ${[...Object.keys(functions), ...several].join(', ')}`
  )

const nameOf = (stated: z.infer<typeof activationField>): string | null => {
  if (stated === null || stated === undefined) return null
  if (typeof stated === 'string') return stated
  return typeof stated.config === 'string' ? stated.config : stated.class_name
}

/** Functions that are several nodes: Keras calls them so among its functions too. */
const several: readonly string[] = [
  'selu',
  'hard_sigmoid',
  'hard_swish',
  'hard_silu',
  'mish',
  'softsign',
  'exponential',
  'celu',
  'hard_tanh',
  'tanh_shrink',
  'soft_shrink',
  'squareplus',
  'log_sigmoid',
  'log_softmax'
]

function asFunction(call: LayerCall, name: string, before: Value, step: string): Value {
  const functions = new LayerFunctions(call)
  const result = functions.call(`keras.backend.${name}`, { args: [functions.taken(before)], keywords: {} })
  return functions.node(result, step)
}

/** A function by its name, as nodes `<layer>/<step>`. */
export function activated(
  call: LayerCall,
  stated: z.infer<typeof activationField>,
  before: Value,
  step: string
): Value {
  const name = nameOf(stated)
  if (name && several.includes(name)) return asFunction(call, name, before, step)
  const nested = stated && typeof stated !== 'string' ? stated : null
  const config = nested && typeof nested.config !== 'string' ? nested.config : {}
  const rectified = nested && severalOfRelu(nested.class_name, call.withConfig(config), before, step)
  if (rectified) return rectified
  const kind = activationKind(call, stated)
  return kind ? applied(call, kind, before, step) : before
}

/** The activation fused into a Conv2D or Dense layer, as a node `<layer>/activation` of its own. */
export function fusedActivation(call: LayerCall, before: Value): Value {
  return activated(call, call.config(z.looseObject({ activation: activationField })).activation, before, 'activation')
}

function applied(call: LayerCall, kind: ActivationKind, before: Value, step?: string): Value {
  // Softmax runs along the last axis of the tensor as Keras sees it; all others do not care about axes.
  const input = kind.kind === 'softmax' ? call.inKerasOrder(before, 'activation-axes') : before
  return activate(call, kind, input, step)
}

/** PReLU with a slope for each pixel: max(x, 0) - slope max(-x, 0). */
function preluOfPixels(call: LayerCall, slopes: Weights): Value {
  const input = call.inKerasOrder()
  const { shape } = input
  const held = { type: 'constant', value: { shape, data: call.weight(0, shape).data.map((slope) => -slope) } } as const
  const slope = call.emit(held, [], slopes.shape, { step: 'slopes' })
  const above = applied(call, { kind: 'relu' }, input, 'above')
  const turned = affine(call, input, -1, 0, 'turned')
  const below = call.emit({ type: 'multiply' }, [applied(call, { kind: 'relu' }, turned, 'below'), slope], shape, {
    step: 'slope'
  })
  return call.emit({ type: 'add' }, [above, below], shape)
}

/** Softmax along any axis, or along several together. */
const softmaxLayer: LayerImporter = (call) => {
  const { axis } = call.config(z.looseObject({ axis: axesField }))
  const { input } = call
  if (axis.length === 1 && (axis[0] === -1 || axis[0] === input.shape.length)) {
    return applied(call, { kind: 'softmax' }, input)
  }
  const { value, work, functions } = begun(call, 'softmax')
  const along = axis.map((one) => work.axisOf(one, value)).sort((a, b) => a - b)
  if (along.length === 1) return functions.node(tensor(softmax(work, value, along[0]!)))
  const rest = [...value.axes.keys()].filter((one) => !along.includes(one))
  const order = [...rest, ...along]
  const sizes = order.map((one) => sizesOf(value)[one]!)
  const turned = { ...value, axes: order.map((one) => value.axes[one]!) }
  const flat = work.reshaped(turned, [...sizes.slice(0, rest.length), product(sizes.slice(rest.length))], {
    step: 'flat'
  })
  const likely = work.reshaped(softmax(work, flat, rest.length), sizes, { step: 'apart' })
  const back = value.axes.map((_, one) => likely.axes[order.indexOf(one)]!)
  return functions.node(tensor({ ...likely, axes: back }))
}

export const activationLayers: Record<string, LayerImporter> = {
  Softmax: softmaxLayer,
  ThresholdedReLU: (call) => severalOfRelu('ThresholdedReLU', call, call.input)!,
  ...Object.fromEntries(
    Object.entries(layers).map(([className, kindOf]): [string, LayerImporter] => [
      className,
      (call) => {
        const { activation } = call.config(z.looseObject({ activation: activationField }))
        const name = className === 'Activation' ? nameOf(activation) : null
        if (name && several.includes(name)) return asFunction(call, name, call.input, 'activation')
        const slopes = className === 'PReLU' ? call.weights[0] : undefined
        if (slopes && slopes.data.length > call.input.shape.at(-1)!) return preluOfPixels(call, slopes)
        const rectified = severalOfRelu(className, call, call.input)
        if (rectified) return rectified
        const kind = kindOf(call)
        return kind ? applied(call, kind, call.input) : call.input
      }
    ])
  )
}
