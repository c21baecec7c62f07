import { activate, affine } from '../lowering/activations.ts'
import { cut } from '../lowering/arrangement.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { alongAxis, combined, scaled } from '../lowering/elementwise.ts'
import { channelsFirst, sizesOf, type Value } from '../lowering/value.ts'
import { type Axis, axisOf, sharesOfLines, placeOf, sharesAt } from './gridPlaces.ts'

/**
 * GridSample: a picture at the places that a grid names, as spatial transformers have it (Jaderberg 2015, arXiv
 * 1506.02025). How much each row and each column counts for a place are two matrices: of numbers where the grid is known,
 * else computed of it, so that the steering has a gradient by way of the places too.
 */
const gridSample: OperatorImporter = (call) => {
  const picture = call.picture()
  const grid = call.operand(1)
  const axes = [axisOf(call, picture.shape[0]), axisOf(call, picture.shape[1])] as const
  return isConstant(grid) ? atKnown(call, picture, axes, grid) : atComputed(call, picture, axes, call.value(1))
}

type Picture = Value & { shape: readonly [height: number, width: number, channels: number] }
type Axes = readonly [y: Axis, x: Axis]

/** More numbers than this are not held between the rows and the columns. */
const mostNumbers = 2 ** 25

function atKnown(call: OperatorCall, picture: Picture, axes: Axes, grid: Constant): Value {
  const [rows = 0, columns = 0, depth = 0] = grid.dims.slice(1)
  const count = rows * columns
  if (grid.dims.length !== 4 || depth !== 2) return noGrid(call, grid.dims)
  const { values } = grid
  if (!values.every((v, i) => v === values[i % (count * 2)]))
    return call.refuse('has a grid for each picture of a batch', 'export it for one picture at a time')
  // A place is named [x, y].
  const placed = axes.map((axis, i) =>
    Array.from({ length: count }, (_, at) => sharesAt(placeOf(values[at * 2 + 1 - i]!, axis), axis))
  ) as [Float32Array[], Float32Array[]]
  const [ofRow, ofColumn] = [
    sharesOfLines(placed[0], rows, columns, false),
    sharesOfLines(placed[1], rows, columns, true)
  ]
  if (ofRow && ofColumn) {
    const high = alongAxis(call, picture, 1, matrixOf(ofRow, axes[0].length), 'rows')
    return alongAxis(call, high, 2, matrixOf(ofColumn, axes[1].length), 'columns')
  }
  const held = (shares: Float32Array[], length: number, step: string): Value => {
    const data = Float32Array.from(shares.flatMap((each) => [...each]))
    const shape = [count, length]
    return call.emit({ type: 'constant', value: { shape, data } }, [], shape, { step })
  }
  const matrices = [held(placed[0], axes[0].length, 'y'), held(placed[1], axes[1].length, 'x')] as const
  return summed(call, picture, matrices, [rows, columns])
}

/** [length, places] of what each place is made of. */
function matrixOf(shares: readonly Float32Array[], length: number) {
  const data = new Float32Array(length * shares.length)
  shares.forEach((each, to) => each.forEach((share, from) => (data[from * shares.length + to] = share)))
  return { shape: [length, shares.length] as const, data }
}

function atComputed(call: OperatorCall, picture: Picture, axes: Axes, grid: Value): Value {
  const [rows = 0, columns = 0, depth = 0] = sizesOf(grid)
  if (grid.axes.length !== 3 || depth !== 2) return noGrid(call, [1, ...sizesOf(grid)])
  const flat = call.reshaped(grid, [rows * columns, 2], { step: 'places' })
  const shares = axes.map((axis, i) => computedShares(call, cut(call, flat, 1, 1 - i, 1, 'xy'[1 - i]), axis))
  return summed(call, picture, shares as [Value, Value], [rows, columns])
}

const noGrid = (call: OperatorCall, dims: readonly number[]): never =>
  call.refuse(
    `has a grid of shape [${dims.join(', ')}], where pictures need [1, rows, columns, 2]`,
    'export a model of pictures'
  )

/** How much each pixel of an axis counts for places [count, 1] that the network computes: [count, length]. */
function computedShares(call: OperatorCall, stated: Value, axis: Axis): Value {
  const { length, mode, outside } = axis
  if (mode === 'nearest' || outside === 'reflection' || (mode === 'cubic' && outside === 'border')) {
    return call.refuse(
      `takes pixels by '${mode}' and '${outside}' at places that depend on the picture`,
      "use 'linear' and 'zeros', or places that are known"
    )
  }
  const [scale, offset] = [placeOf(1, axis) - placeOf(0, axis), placeOf(0, axis)]
  const exact = affine(call, stated, scale, offset, 'place')
  const place =
    outside === 'border' ? activate(call, { kind: 'clip', min: 0, max: length - 1 }, exact, 'inside') : exact
  const pixels = constant(
    [length],
    Array.from({ length }, (_, i) => -i)
  )
  const distances = activate(call, { kind: 'absolute' }, scaled(call, place, constant([], [1]), pixels), 'distance')
  if (mode === 'cubic') return cubicShares(call, distances)
  return activate(call, { kind: 'relu' }, affine(call, distances, -1, 1, 'near'), 'share')
}

/** Keys 1981 with the slope -0.75: one cubic up to a distance of 1, another from there to 2, each 0 where it ends. */
function cubicShares(call: OperatorCall, distances: Value): Value {
  const within = (min: number, max: number, [a, b, c, d]: readonly [number, number, number, number]): Value => {
    const x = activate(call, { kind: 'clip', min, max }, distances, 'within')
    // ((a x + b) x + c) x + d
    const highest = combined(call, 'multiply', affine(call, x, a, b, 'cubic'), x)
    return affine(call, combined(call, 'multiply', affine(call, highest, 1, c, 'square'), x), 1, d, 'part')
  }
  return combined(call, 'add', within(0, 1, [1.25, -2.25, 0, 1]), within(1, 2, [-0.75, 3.75, -6, 3]))
}

/** Rows [places, height] times the picture, of which columns [places, width] then make one number a place. */
function summed(
  call: OperatorCall,
  picture: Picture,
  [y, x]: readonly [Value, Value],
  size: readonly [number, number]
): Value {
  const [height, width, channels] = picture.shape
  const count = size[0] * size[1]
  if (count * width * channels > mostNumbers) {
    call.refuse(
      `takes a picture of ${height}x${width} at ${size.join('x')} places, which is too much at once`,
      'resize the picture before it'
    )
  }
  const matrix = call.emit({ type: 'reshape' }, [picture], [height, width * channels], { step: 'picture' })
  const high = call.emit({ type: 'matmul' }, [y, matrix], [count, width * channels], { step: 'rows' })
  const apart = call.emit({ type: 'reshape' }, [high], [count, width, channels], { step: 'apart' })
  const columns = call.emit({ type: 'reshape' }, [x], [count, 1, width], { step: 'column' })
  const taken = call.emit({ type: 'matmul' }, [columns, apart], [count, 1, channels], { step: 'columns' })
  return call.emit({ type: 'reshape' }, [taken], [...size, channels], { axes: channelsFirst })
}

export const gridOperators: Record<string, OperatorImporter> = { GridSample: gridSample }
