import { isConstant, type OnnxCall, type Operand } from './call.ts'
import { constant, type Constant } from './constant.ts'
import { sizesOf } from './value.ts'

/**
 * Operators on constants: exporters write the arithmetic of shapes (`x.view(x.size(0), -1)`) and whatever else does not
 * depend on the picture as operators.
 */
type Folder = (call: OnnxCall) => Constant

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

/** Steps between neighbours along each axis of a row-major tensor. */
function stepsOf(dims: readonly number[]): number[] {
  return dims.map((_, axis) => product(dims.slice(axis + 1)))
}

/** A tensor whose value at `index` is the source's at `from(index)`. */
export function gathered(
  source: Constant,
  dims: readonly number[],
  from: (index: readonly number[]) => readonly number[]
): Constant {
  const steps = stepsOf(source.dims)
  const values = new Float64Array(product(dims))
  const index = dims.map(() => 0)
  for (let i = 0; i < values.length; i++) {
    values[i] = source.values[from(index).reduce((sum, at, axis) => sum + at * steps[axis]!, 0)]!
    for (let axis = dims.length - 1; axis >= 0 && ++index[axis]! === dims[axis]; axis--) index[axis] = 0
  }
  return { dims, values, integer: source.integer }
}

/** ONNX's multidirectional broadcasting: sizes of 1 stretch, missing axes are put in front. */
export function broadcastDims(call: OnnxCall, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  const at = (dims: readonly number[], axis: number): number => dims[axis - rank + dims.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [at(a, axis), at(b, axis)]
    if (x !== y && x !== 1 && y !== 1) {
      call.refuse(
        `joins tensors of shapes [${a.join(', ')}] and [${b.join(', ')}], which do not fit`,
        'export the model again'
      )
    }
    return x === 1 ? y : x
  })
}

/** The constant repeated to `dims`. */
export function stretched(source: Constant, dims: readonly number[]): Constant {
  const missing = dims.length - source.dims.length
  return gathered(source, dims, (index) => source.dims.map((size, axis) => (size === 1 ? 0 : index[axis + missing]!)))
}

const arithmetic =
  (compute: (a: number, b: number) => number): Folder =>
  (call) => {
    const [a, b] = [call.constant(0), call.constant(1)]
    const dims = broadcastDims(call, a.dims, b.dims)
    const [left, right] = [stretched(a, dims), stretched(b, dims)]
    const integer = a.integer && b.integer
    const values = left.values.map((v, i) => compute(v, right.values[i]!))
    return { dims, values: integer ? values.map(Math.trunc) : values, integer }
  }

const each =
  (compute: (v: number) => number): Folder =>
  (call) => {
    const { dims, values, integer } = call.constant(0)
    return { dims, values: Float64Array.from(values, compute), integer }
  }

const same: Folder = (call) => call.constant(0)

/** The same numbers in other sizes, of which one may be -1; 0 keeps the size of the source. */
export function solvedSizes(call: OnnxCall, from: readonly number[], to: readonly number[]): number[] {
  const kept =
    call.int('allowzero', 0) === 1 ? [...to] : to.map((size, axis) => (size === 0 ? (from[axis] ?? 0) : size))
  const known = product(kept.filter((size) => size !== -1))
  const sizes = kept.map((size) => (size === -1 ? product(from) / known : size))
  if (product(sizes) === product(from) && sizes.every((size) => Number.isInteger(size) && size >= 0)) return sizes
  return call.refuse(
    `turns [${from.join(', ')}] into [${to.join(', ')}], which has another size`,
    'export the model again'
  )
}

function withAxes(dims: readonly number[], axes: readonly number[]): number[] {
  const rank = dims.length + axes.length
  const places = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)))
  const rest = [...dims]
  return Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : rest.shift()!))
}

const unsqueeze: Folder = (call) => {
  const source = call.constant(0)
  return { ...source, dims: withAxes(source.dims, call.numbers('axes', 1) ?? []) }
}

const squeeze: Folder = (call) => {
  const source = call.constant(0)
  const rank = source.dims.length
  const axes = call.numbers('axes', 1)?.map((axis) => (axis < 0 ? axis + rank : axis))
  return { ...source, dims: source.dims.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)) }
}

const gather: Folder = (call) => {
  const [source, indices] = [call.constant(0), call.constant(1)]
  const stated = call.int('axis', 0)
  const axis = stated < 0 ? stated + source.dims.length : stated
  const dims = [...source.dims.slice(0, axis), ...indices.dims, ...source.dims.slice(axis + 1)]
  const steps = stepsOf(indices.dims)
  return gathered(source, dims, (index) => {
    const which = indices.dims.reduce((sum, _, i) => sum + index[axis + i]! * steps[i]!, 0)
    const at = indices.values[which]!
    const inside = at < 0 ? at + source.dims[axis]! : at
    return [...index.slice(0, axis), inside, ...index.slice(axis + indices.dims.length)]
  })
}

const concat: Folder = (call) => {
  const parts = call.operands.map((_, i) => call.constant(i))
  const [first] = parts
  const stated = call.int('axis', 0)
  const axis = stated < 0 ? stated + first!.dims.length : stated
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { dims }) => sum + dims[axis]!, 0))
  const total = parts.reduce((sum, { dims }) => sum + dims[axis]!, 0)
  const dims = first!.dims.map((size, i) => (i === axis ? total : size))
  const values = new Float64Array(product(dims))
  const outer = product(dims.slice(0, axis))
  const inner = product(dims.slice(axis + 1))
  parts.forEach((part, i) => {
    const block = part.dims[axis]! * inner
    for (let o = 0; o < outer; o++) {
      values.set(part.values.subarray(o * block, (o + 1) * block), o * total * inner + starts[i]! * inner)
    }
  })
  return { dims, values, integer: first!.integer }
}

/** Start, step and length along each axis of a Slice; sizes count from the end where they are negative. */
export function sliceRanges(
  call: OnnxCall,
  dims: readonly number[]
): { axis: number; start: number; step: number; size: number }[] {
  const starts = call.numbers('starts', 1) ?? []
  const ends = call.numbers('ends', 2) ?? []
  const axes = call.numbers('axes', 3) ?? starts.map((_, i) => i)
  const steps = call.numbers('steps', 4) ?? starts.map(() => 1)
  return starts.map((stated, i) => {
    const axis = axes[i]! < 0 ? axes[i]! + dims.length : axes[i]!
    const length = dims[axis]!
    const step = steps[i]!
    const inside = (at: number, least: number, most: number): number =>
      Math.min(Math.max(at < 0 ? at + length : at, least), most)
    const start = step > 0 ? inside(stated, 0, length) : inside(stated, 0, length - 1)
    const end = step > 0 ? inside(ends[i]!, 0, length) : inside(ends[i]!, -1, length - 1)
    return { axis, start, step, size: Math.max(0, Math.ceil((end - start) / step)) }
  })
}

const slice: Folder = (call) => {
  const source = call.constant(0)
  const ranges = sliceRanges(call, source.dims)
  const dims = source.dims.map((size, axis) => ranges.find((range) => range.axis === axis)?.size ?? size)
  return gathered(source, dims, (index) =>
    index.map((at, axis) => {
      const range = ranges.find((candidate) => candidate.axis === axis)
      return range ? range.start + at * range.step : at
    })
  )
}

const transpose: Folder = (call) => {
  const source = call.constant(0)
  const order = call.ints('perm') ?? source.dims.map((_, axis) => source.dims.length - 1 - axis)
  const dims = order.map((axis) => source.dims[axis]!)
  return gathered(source, dims, (index) => order.map((_, axis) => index[order.indexOf(axis)]!))
}

const filled: Folder = (call) => {
  const dims = Array.from(call.constant(0).values)
  const value = call.tensor('value')
  return { dims, values: new Float64Array(product(dims)).fill(value?.values[0] ?? 0), integer: value?.integer ?? false }
}

const stated: Folder = (call) => {
  const tensor = call.tensor('value')
  if (tensor) return tensor
  const ints = call.ints('value_ints')
  if (ints) return constant([ints.length], ints, true)
  const attribute = call.node.attribute[0]
  if (attribute?.name === 'value_int') return constant([], [attribute.i], true)
  if (attribute?.name === 'value_float') return constant([], [attribute.f])
  if (attribute?.name === 'value_floats') return constant([attribute.floats.length], attribute.floats)
  return call.refuse('holds a constant that is not a number', 'export the model again')
}

/** The types of number of a Cast that are whole. */
const wholeTypes = [2, 3, 6, 7, 9]

const folders: Record<string, Folder> = {
  Constant: stated,
  ConstantOfShape: filled,
  Identity: same,
  Cast: (call) => {
    const integer = wholeTypes.includes(call.int('to', 1))
    const { dims, values } = call.constant(0)
    return { dims, values: integer ? values.map(Math.trunc) : values, integer }
  },
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
  Pow: arithmetic((a, b) => a ** b),
  Neg: each((v) => -v),
  Sqrt: each(Math.sqrt),
  Reciprocal: each((v) => 1 / v),
  Floor: each(Math.floor),
  Reshape: (call) => {
    const source = call.constant(0)
    return { ...source, dims: solvedSizes(call, source.dims, Array.from(call.constant(1).values)) }
  },
  Expand: (call) => {
    const source = call.constant(0)
    return stretched(source, broadcastDims(call, source.dims, Array.from(call.constant(1).values)))
  },
  Unsqueeze: unsqueeze,
  Squeeze: squeeze,
  Gather: gather,
  Concat: concat,
  Slice: slice,
  Transpose: transpose
}

/** The result of an operator that does not depend on the picture, only perhaps on its size; null for all others. */
export function folded(call: OnnxCall): Operand | null {
  const { opType } = call.node
  const first = call.operands[0]
  if ((opType === 'Shape' || opType === 'Size') && first) {
    const dims = isConstant(first) ? first.dims : [call.scope.batch, ...sizesOf(first)]
    if (opType === 'Size') return constant([], [product(dims)], true)
    const part = dims.slice(call.int('start', 0), call.int('end', dims.length))
    return constant([part.length], part, true)
  }
  const folder = folders[opType]
  if (!folder || call.operands.some((operand) => operand && !isConstant(operand))) return null
  return folder(call)
}
