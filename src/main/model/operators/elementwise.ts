import type { Op } from '../graph.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from './call.ts'
import { asWeights, constant, type Constant } from './constant.ts'
import { broadcastDims, gathered, stretched } from './folding.ts'
import { sizesOf, type Value } from './value.ts'

/** Operators that join tensors number by number. */

const one = constant([], [1])
const zero = constant([], [0])

/**
 * value * scale + offset, both constants broadcast as NumPy does. A factor a channel, or one for all, becomes an affine
 * node; anything else tensors of the value's own shape.
 */
export function scaled(call: OperatorCall, value: Value, scale: Constant, offset: Constant): Value {
  const sizes = sizesOf(value)
  const stretch = [scale, offset].reduce((dims, { dims: own }) => broadcastDims(call, dims, own), [1, ...sizes])
  if (stretch.length !== sizes.length + 1 || stretch[0] !== 1) {
    call.refuse(`stretches the batch axis to ${stretch.join('x')}`, 'export the model for one picture at a time')
  }
  const whole = repeatedTo(call, value, stretch.slice(1))
  const last = channelAxis(whole)
  const along = (each: Constant): Float32Array | null => {
    const { dims, values } = withoutBatch(each, whole.axes.length)
    if (values.every((v) => v === values[0])) return Float32Array.of(values[0]!)
    const varies = dims.flatMap((size, axis) => (size === 1 ? [] : [axis]))
    return varies.length === 1 && varies[0] === last ? Float32Array.from(values) : null
  }
  const [factors, shifts] = [along(scale), along(offset)]
  const options = { axes: whole.axes }
  if (factors && shifts)
    return call.emit({ type: 'affine', scale: factors, offset: shifts }, [whole], whole.shape, options)

  const tensor = (each: Constant, step: string): Value => {
    const full = stretched(withoutBatch(each, whole.axes.length), sizesOf(whole))
    const placed = gathered(full, whole.shape, (index) => whole.axes.map((axis) => index[axis]!))
    return call.emit({ type: 'constant', value: asWeights(placed) }, [], whole.shape, { step, axes: whole.axes })
  }
  const shifted = !isAll(offset, 0)
  const product = isAll(scale, 1)
    ? whole
    : call.emit({ type: 'multiply' }, [whole, tensor(scale, 'factor')], whole.shape, {
        ...options,
        ...(shifted ? { step: 'product' } : {})
      })
  return shifted ? call.emit({ type: 'add' }, [product, tensor(offset, 'offset')], whole.shape, options) : product
}

const isAll = ({ values }: Constant, wanted: number): boolean => values.every((v) => v === wanted)

/** The model's axis that is last in the graph. */
const channelAxis = (value: Value): number => value.axes.indexOf(value.shape.length - 1)

/** The constant with exactly `rank` axes: without a batch axis of 1, with axes of 1 put in front. */
function withoutBatch(source: Constant, rank: number): Constant {
  const dims = source.dims.slice(Math.max(0, source.dims.length - rank))
  return { ...source, dims: [...Array.from({ length: rank - dims.length }, () => 1), ...dims] }
}

/** The value with its sizes of 1 repeated to `sizes`. */
export function repeatedTo(call: OperatorCall, value: Value, sizes: readonly number[]): Value {
  const own = sizesOf(value)
  const missing = own.flatMap((size, axis) => (size === sizes[axis] ? [] : [axis]))
  if (missing.length === 0) return value
  const graphAxes = missing.map((axis) => value.axes[axis]!).sort()
  if (value.shape.length === 3 && graphAxes.join() === '0,1') {
    const channels = value.shape[2]!
    const shape = [0, 1, 2].map((axis) => sizes[value.axes.indexOf(axis)]!)
    const vector = call.emit({ type: 'reshape' }, [value], [channels], { step: 'vector' })
    return call.emit({ type: 'broadcast', factor: 1 }, [vector], shape, { step: 'repeat', axes: value.axes })
  }
  // Repeating along one axis is a matrix of ones on it.
  return missing.reduce((result, axis) => {
    const length = sizes[axis]!
    return alongAxis(call, result, axis, { shape: [1, length], data: new Float32Array(length).fill(1) }, 'repeat')
  }, value)
}

/** A matrix [size, new size] applied along one of the model's axes. */
export function alongAxis(
  call: OperatorCall,
  value: Value,
  axis: number,
  kernel: { shape: readonly [number, number]; data: Float32Array },
  step: string
): Value {
  const last = value.shape.length - 1
  // The axis swaps places with the one that is last in the graph.
  const axes = value.axes.map((at) => (at === value.axes[axis] ? last : at === last ? value.axes[axis]! : at))
  const arranged = call.arranged(value, axes, `${step}-axes`)
  const shape = [...arranged.shape.slice(0, -1), kernel.shape[1]]
  const result = call.emit({ type: 'dense', kernel, bias: null }, [arranged], shape, { step, axes })
  return call.arranged(result, value.axes, `${step}-back`)
}

export function combined(call: OperatorCall, type: 'add' | 'multiply', a: Value, b: Value): Value {
  if (a.axes.length !== b.axes.length) {
    call.refuse(
      `joins tensors of ${a.axes.length + 1} and ${b.axes.length + 1} axes, whose batches do not meet`,
      'export the model with tensors of equal rank'
    )
  }
  const sizes = broadcastDims(call, sizesOf(a), sizesOf(b))
  const left = repeatedTo(call, a, sizes)
  const right = call.arranged(repeatedTo(call, b, sizes), left.axes)
  const op: Op =
    type === 'multiply' && isSigmoidOf(call, right, left)
      ? { type: 'activation', activation: { kind: 'swish' } }
      : { type }
  return call.emit(op, op.type === 'activation' ? [left] : [left, right], left.shape, { axes: left.axes })
}

/** x * sigmoid(x), as exporters write Swish. */
function isSigmoidOf(call: OperatorCall, gate: Value, x: Value): boolean {
  const node = call.scope.nodes.find(({ id }) => id === gate.id)
  return node?.op.type === 'activation' && node.op.activation.kind === 'sigmoid' && node.inputs[0] === x.id
}

const mapped = ({ dims, values }: Constant, change: (v: number) => number): Constant =>
  constant(dims, Array.from(values, change))

/** y^-1, as a node of its own. */
export function reciprocal(call: OperatorCall, value: Value, step?: string): Value {
  const op: Op = { type: 'activation', activation: { kind: 'power', exponent: -1 } }
  return call.emit(op, [value], value.shape, { ...(step ? { step } : {}), axes: value.axes })
}

export function negated(call: OperatorCall, value: Value, step?: string): Value {
  const op: Op = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(0) }
  return call.emit(op, [value], value.shape, { ...(step ? { step } : {}), axes: value.axes })
}

export const add: OperatorImporter = (call) => {
  const [a, b] = [call.operand(0), call.operand(1)]
  if (isConstant(b)) return scaled(call, call.value(0), one, b)
  return isConstant(a) ? scaled(call, b, one, a) : combined(call, 'add', a, b)
}

export const subtract: OperatorImporter = (call) => {
  const [a, b] = [call.operand(0), call.operand(1)]
  if (isConstant(b))
    return scaled(
      call,
      call.value(0),
      one,
      mapped(b, (v) => -v)
    )
  if (isConstant(a)) return scaled(call, b, constant([], [-1]), a)
  return combined(call, 'add', a, negated(call, b, 'negative'))
}

export const multiply: OperatorImporter = (call) => {
  const [a, b] = [call.operand(0), call.operand(1)]
  if (isConstant(b)) return scaled(call, call.value(0), b, zero)
  if (isConstant(a)) return scaled(call, b, a, zero)
  return isSigmoidOf(call, a, b) ? combined(call, 'multiply', b, a) : combined(call, 'multiply', a, b)
}

export const divide: OperatorImporter = (call) => {
  const [a, b] = [call.operand(0), call.operand(1)]
  if (isConstant(b))
    return scaled(
      call,
      call.value(0),
      mapped(b, (v) => 1 / v),
      zero
    )
  if (isConstant(a)) return scaled(call, reciprocal(call, b, 'reciprocal'), a, zero)
  return combined(call, 'multiply', a, reciprocal(call, b, 'reciprocal'))
}

export const power: OperatorImporter = (call) => {
  const [base, exponent] = [call.value(0), call.constant(1)]
  const [n = 1] = exponent.values
  if (!isAll(exponent, n)) call.refuse('has an exponent for each number', 'use one exponent for all')
  if (n === 1) return base
  if (n === 2) return call.emit({ type: 'multiply' }, [base, base], base.shape, { axes: base.axes })
  if (n === 3) return call.emit({ type: 'multiply' }, [base, base, base], base.shape, { axes: base.axes })
  return call.emit({ type: 'activation', activation: { kind: 'power', exponent: n } }, [base], base.shape, {
    axes: base.axes
  })
}

export const squareRoot: OperatorImporter = (call) => {
  const value = call.value(0)
  return call.emit({ type: 'activation', activation: { kind: 'power', exponent: 0.5 } }, [value], value.shape, {
    axes: value.axes
  })
}
