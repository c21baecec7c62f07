import { z } from 'zod'
import type { KerasLayer } from '../kerasLayerList.ts'
import { activated } from './activations.ts'
import { affineAlong } from './arithmetic.ts'
import { broadcast } from './broadcast.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'
import { isNumbers, type Numbers, operand, subscriptOf } from './operationArguments.ts'
import { overSteps } from './steps.ts'
import { subscripted } from './subscript.ts'

/**
 * Arithmetic that was written on a model's tensors, as `x / 127.5 - 1`: Keras 3 keeps it as layers named after its own
 * operations, Keras 2 as TFOpLambda layers named after TensorFlow's functions.
 */

type Joining = 'add' | 'subtract' | 'multiply' | 'divide'

const joinings: Readonly<Record<string, Joining>> = {
  Add: 'add',
  Subtract: 'subtract',
  Multiply: 'multiply',
  TrueDivide: 'divide',
  Divide: 'divide',
  'math.add': 'add',
  '__operators__.add': 'add',
  'math.subtract': 'subtract',
  '__operators__.sub': 'subtract',
  'math.multiply': 'multiply',
  '__operators__.mul': 'multiply',
  'math.truediv': 'divide',
  'math.divide': 'divide',
  '__operators__.truediv': 'divide'
}

/** Functions of one number, by the names of activations. */
const functions: Readonly<Record<string, string>> = {
  Tanh: 'tanh',
  Arctan: 'atan',
  Sigmoid: 'sigmoid',
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Selu: 'selu',
  Silu: 'silu',
  Softplus: 'softplus',
  Negative: 'negative',
  'math.tanh': 'tanh',
  'nn.tanh': 'tanh',
  'math.atan': 'atan',
  'math.sigmoid': 'sigmoid',
  'nn.sigmoid': 'sigmoid',
  'nn.relu': 'relu',
  'nn.relu6': 'relu6',
  'nn.elu': 'elu',
  'nn.selu': 'selu',
  'nn.silu': 'silu',
  'math.negative': 'negative'
}

/** Operations that change nothing but the type of number. */
const unchanged: readonly string[] = ['Cast', 'cast', 'identity', 'StopGradient', 'stop_gradient']

/** Layers of arithmetic, other than those of the same name that join a list of tensors. */
const functionLayers: readonly string[] = ['TFOpLambda', 'SlicingOpLambda']

function operationName({ className, config }: KerasLayer): string {
  return functionLayers.includes(className) ? String(config['function']) : className
}

/** What one operation is imported with; null where a layer is none. */
export function operationImporter(layer: KerasLayer): LayerImporter | null {
  const name = operationName(layer)
  const joining = joinings[name]
  // A merging layer takes a list of tensors, an operation its two arguments.
  const isMerge = Array.isArray(layer.call.args[0]) || layer.call.args.length === 0
  if (joining && (!isMerge || functionLayers.includes(layer.className)))
    return elementwise((call) => joined(call, joining))
  if (unchanged.includes(name)) return (call) => call.input
  const kind = functions[name]
  if (kind && layer.call.args.length > 0) {
    return elementwise((call) =>
      kind === 'negative' ? scaled(call, call.input, -1) : activated(call, kind, call.input, kind)
    )
  }
  if (name === 'GetItem' || name === '__operators__.getitem') return getItem
  return name === 'Stack' || name === 'stack' ? stack : null
}

/** Of a sequence of pictures step by step. */
const elementwise =
  (importer: LayerImporter): LayerImporter =>
  (call) =>
    call.inputs.some(({ steps }) => steps) ? overSteps(call, importer) : importer(call)

const options = ({ channelsFirst }: Value, step?: string) => ({ channelsFirst, ...(step ? { step } : {}) })

function scaled(call: LayerCall, value: Value, factor: number, step?: string): Value {
  const op = { type: 'affine', scale: Float32Array.of(factor), offset: Float32Array.of(0) } as const
  return call.emit(op, [value], value.shape, options(value, step))
}

function reciprocal(call: LayerCall, value: Value): Value {
  const op = { type: 'activation', activation: { kind: 'power', exponent: -1 } } as const
  return call.emit(op, [value], value.shape, options(value, 'reciprocal'))
}

function joined(call: LayerCall, joining: Joining): Value {
  const { args, kwargs } = call.layer.call
  const [left, right = kwargs['y'] ?? kwargs['x2']] = args
  const [a, b] = [operand(call, left), operand(call, right)]
  if (!isNumbers(a)) return isNumbers(b) ? withNumbers(call, a, joining, b) : both(call, a, b, joining)
  if (isNumbers(b)) return call.refuse('joins two numbers', 'save the model again')
  // n - x and n / x, by what they are of -x and 1 / x.
  if (joining === 'subtract') return withNumbers(call, scaled(call, b, -1, 'negative'), 'add', a)
  if (joining === 'divide') return withNumbers(call, reciprocal(call, b), 'multiply', a)
  return withNumbers(call, b, joining, a)
}

function both(call: LayerCall, a: Value, b: Value, joining: Joining): Value {
  const other =
    joining === 'subtract' ? scaled(call, b, -1, 'negative') : joining === 'divide' ? reciprocal(call, b) : b
  const inputs = broadcast(call, [a, other])
  const type = joining === 'add' || joining === 'subtract' ? 'add' : 'multiply'
  return call.emit({ type }, inputs, inputs[0]!.shape, options(inputs[0]!))
}

/** A number for all, or one for each of the last axis, is an affine node; anything else a tensor. */
function withNumbers(call: LayerCall, value: Value, joining: Joining, { shape, values }: Numbers): Value {
  const sign = joining === 'subtract' ? -1 : 1
  const isSum = joining === 'add' || joining === 'subtract'
  const given = Float32Array.from(values, (v) => (joining === 'divide' ? 1 / v : sign * v))
  const last = shape.at(-1) ?? 1
  if (values.length === last) {
    const [one, zero] = [Float32Array.of(1), Float32Array.of(0)]
    const axis = last === 1 ? value.shape.length - 1 : call.graphAxis(-1, value)
    return affineAlong(call, axis, isSum ? one : given, isSum ? given : zero, value)
  }
  // Without the axis of the batch, where the numbers name it.
  const own = shape.length > value.shape.length ? shape.slice(1) : shape
  const op = { type: 'constant', value: { shape: own, data: given } } as const
  const constant = call.emit(op, [], own, { step: 'numbers' })
  const inputs = broadcast(call, [value, constant])
  return call.emit({ type: isSum ? 'add' : 'multiply' }, inputs, inputs[0]!.shape, options(inputs[0]!))
}

const getItem: LayerImporter = (call) => {
  const { args, kwargs } = call.layer.call
  const subscript = subscriptOf(args[1] ?? kwargs['slice_spec'])
  const [value] = call.inputs
  if (!subscript || !value) return call.refuse('picks values by something else than slices', 'save the model again')
  return subscripted(call, value, subscript, 1)
}

/** Tensors side by side along a new axis. */
const stack: LayerImporter = (call) => {
  const { axis: stated } = call.config(z.looseObject({ axis: z.number().int().default(0) }))
  const inputs = call.inputs.map((value, i) => call.inKerasOrder(value, `axes-${i}`))
  const [first] = inputs
  if (!first) return call.refuse('joins nothing', 'save the model again')
  const axis = stated < 0 ? stated + first.shape.length + 1 : stated - 1
  if (axis < 0) return call.refuse('puts an axis before the batch', 'save the model without it')
  const one = first.shape.toSpliced(axis, 0, 1)
  const parts = inputs.map((value, i) => call.emit({ type: 'reshape' }, [value], one, { step: `part-${i + 1}` }))
  const shape = first.shape.toSpliced(axis, 0, parts.length)
  return call.emit({ type: 'concat', axis }, parts, shape)
}
