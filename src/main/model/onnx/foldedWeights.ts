import type { OperatorCall } from '../lowering/call.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { broadcastDims, type Folders, product, reordered, stretched } from '../lowering/folding.ts'

/**
 * What networks compute of their weights alone, before they see a picture: weights that are standardised (NFNet's), biases of
 * attention out of a small network of their own (Swin V2), places counted along an axis.
 */
export const foldedWeights: Readonly<Record<string, Folders>> = {
  MatMul: (call) => matrices(call, call.constant(0), call.constant(1)),
  Gemm: (call) => {
    const [a, b] = [turned(call, 0, 'transA'), turned(call, 1, 'transB')]
    const [alpha, beta] = [call.float('alpha', 1), call.float('beta', 1)]
    const { dims, values } = matrices(call, a, b)
    const added = call.optional(2)
    const offsets = added && stretched(added, dims).values
    return constant(
      dims,
      values.map((v, i) => alpha * v + (offsets ? beta * offsets[i]! : 0))
    )
  },
  BatchNormalization: (call) => {
    const source = call.constant(0)
    const [scale, offset] = [call.constant(1).values, call.constant(2).values]
    const { means, variances } = call.int('training_mode', 0) === 1 ? ownStatistics(source) : storedStatistics(call)
    const epsilon = call.float('epsilon', 1e-5)
    const channel = channelOf(source)
    const values = Float64Array.from(source.values, (v, i) => {
      const c = channel(i)
      return ((v - means[c]!) / Math.sqrt(variances[c]! + epsilon)) * scale[c]! + offset[c]!
    })
    return { dims: source.dims, values, integer: false }
  },
  CumSum: (call) => {
    const source = call.constant(0)
    const stated = call.constant(1).values[0]!
    const axis = stated < 0 ? stated + source.dims.length : stated
    const [isReverse, isExclusive] = [call.int('reverse', 0) === 1, call.int('exclusive', 0) === 1]
    const length = source.dims[axis]!
    const step = product(source.dims.slice(axis + 1))
    const values = Float64Array.from(source.values)
    for (let first = 0; first < values.length; first++) {
      if (Math.floor(first / step) % length !== 0) continue
      let sum = 0
      for (let n = 0; n < length; n++) {
        const at = first + (isReverse ? length - 1 - n : n) * step
        const before = sum
        sum += source.values[at]!
        values[at] = isExclusive ? before : sum
      }
    }
    return { dims: source.dims, values, integer: source.integer }
  }
}

function turned(call: OperatorCall, index: number, attribute: string): Constant {
  const matrix = call.constant(index)
  return call.int(attribute, 0) === 1 ? reordered(matrix, [1, 0]) : matrix
}

/** The product of the last two axes, as NumPy's matmul: axes before them are broadcast, a vector is a row or a column. */
function matrices(call: OperatorCall, a: Constant, b: Constant): Constant {
  const left = a.dims.length === 1 ? [1, ...a.dims] : a.dims
  const right = b.dims.length === 1 ? [...b.dims, 1] : b.dims
  const [rows, inner, columns] = [left.at(-2)!, left.at(-1)!, right.at(-1)!]
  if (right.at(-2) !== inner) {
    call.refuse(`multiplies matrices of ${inner} columns and ${right.at(-2)} rows`, 'export the model again')
  }
  const lead = broadcastDims(call, left.slice(0, -2), right.slice(0, -2))
  const from = stretched({ ...a, dims: left }, [...lead, rows, inner]).values
  const by = stretched({ ...b, dims: right }, [...lead, inner, columns]).values
  const values = Array.from({ length: product(lead) * rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    const matrix = Math.floor(row / rows)
    let sum = 0
    for (let k = 0; k < inner; k++) sum += from[row * inner + k]! * by[(matrix * inner + k) * columns + column]!
    return sum
  })
  const kept = [...(a.dims.length === 1 ? [] : [rows]), ...(b.dims.length === 1 ? [] : [columns])]
  return constant([...lead, ...kept], values, a.integer && b.integer)
}

/** The channel, on the second axis, that the number at a place is of. */
function channelOf({ dims }: Constant): (place: number) => number {
  const [, channels = 1] = dims
  const length = product(dims.slice(2))
  return (place) => Math.floor(place / length) % channels
}

interface Statistics {
  means: ArrayLike<number>
  variances: ArrayLike<number>
}

function storedStatistics(call: OperatorCall): Statistics {
  return { means: call.constant(3).values, variances: call.constant(4).values }
}

/** Mean and variance (of all, not of a sample) of each channel. */
function ownStatistics(source: Constant): Statistics {
  const [, channels = 1] = source.dims
  const channel = channelOf(source)
  const count = source.values.length / channels
  const mean = (of: (v: number, channel: number) => number): Float64Array => {
    const sums = new Float64Array(channels)
    source.values.forEach((v, i) => (sums[channel(i)]! += of(v, channel(i))))
    return sums.map((sum) => sum / count)
  }
  const means = mean((v) => v)
  return { means, variances: mean((v, c) => (v - means[c]!) ** 2) }
}
