import type { OpOf, Pads, Shape, Weights } from '../../model/graph/graph.ts'
import { dilatedKernel } from '../../model/graph/dilatedKernel.ts'
import type { GraphBuilder } from '../graphBuilder.ts'
import type { Rules } from './rule.ts'

/** Layers that multiply by weights: the adjoint of y = W x + b is dx = W' dy. */
export const linearRules: Rules<'affine' | 'conv2d' | 'conv2d-transpose' | 'dense' | 'matmul' | 'pick'> = {
  affine({ builder, node, op, gradient }) {
    return builder.add({ type: 'affine', scale: op.scale, offset: Float32Array.of(0) }, [gradient], node.shape)
  },

  conv2d({ builder, node, op, gradient }) {
    const kernel = dilatedKernel(op.kernel, op.dilations)
    const { strides, pads, groups = 1 } = op
    const shape = builder.shapeOf(node.inputs[0]!)
    return builder.add({ type: 'conv2d-transpose', kernel, bias: null, strides, pads, groups }, [gradient], shape)
  },

  'conv2d-transpose'({ builder, node, op, gradient }) {
    return transposedBack(builder, gradient, op, builder.shapeOf(node.inputs[0]!))
  },

  dense({ builder, node, op, gradient }) {
    const shape = builder.shapeOf(node.inputs[0]!)
    return builder.add({ type: 'dense', kernel: transposed(op.kernel), bias: null }, [gradient], shape)
  },

  matmul({ builder, node, gradient }, which) {
    const other = turned(builder, node.inputs[1 - which]!)
    const factors = which === 0 ? [gradient, other] : [other, gradient]
    return builder.add({ type: 'matmul' }, factors, builder.shapeOf(node.inputs[which]!))
  },

  pick({ builder, node, op, gradient }) {
    const shape = builder.shapeOf(node.inputs[0]!)
    const size = shape.reduce((product, length) => product * length, 1)
    const data = new Float32Array(size)
    data[op.index] = 1
    const spread = builder.add({ type: 'dense', kernel: { shape: [1, size], data }, bias: null }, [gradient], [size])
    return shape.length === 1 ? spread : builder.add({ type: 'reshape' }, [spread], shape)
  }
}

/** Back through a transposed convolution: a convolution with its kernel. `shape` is that of the input. */
export function transposedBack(
  builder: GraphBuilder,
  gradient: string,
  { kernel, strides, pads: [top, , , left], groups = 1 }: Omit<OpOf<'conv2d-transpose'>, 'type' | 'bias'>,
  shape: Shape
): string {
  const result = builder.shapeOf(gradient)
  // Rows and columns behind the last tap are output padding: nothing of the input reached them.
  const below = result[0]! + top - ((shape[0]! - 1) * strides[0] + kernel.shape[0]!)
  const beyond = result[1]! + left - ((shape[1]! - 1) * strides[1] + kernel.shape[1]!)
  const reached = cropped(builder, gradient, [0, Math.max(0, beyond), Math.max(0, below), 0])
  const pads: Pads = [top, Math.max(0, -beyond), Math.max(0, -below), left]
  const dilations = [1, 1] as const
  return builder.add({ type: 'conv2d', kernel, bias: null, strides, dilations, pads, groups }, [reached], shape)
}

function cropped(builder: GraphBuilder, id: string, pads: Pads): string {
  if (pads.every((pixels) => pixels === 0)) return id
  const [height, width, channels] = builder.shapeOf(id)
  const shape = [height! - pads[0] - pads[2], width! - pads[1] - pads[3], channels!]
  return builder.add({ type: 'crop', pads }, [id], shape)
}

/** [..., rows, columns] to [..., columns, rows]. */
function turned(builder: GraphBuilder, id: string): string {
  const shape = builder.shapeOf(id)
  const axes = [...shape.keys()].slice(0, -2).concat(shape.length - 1, shape.length - 2)
  return builder.add(
    { type: 'permute', axes },
    [id],
    axes.map((axis) => shape[axis]!)
  )
}

/** [rows, columns] to [columns, rows]. */
function transposed({ shape, data }: Weights): Weights {
  const [rows, columns] = [shape[0]!, shape[1]!]
  const result = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column]!
  }
  return { shape: [columns, rows], data: result }
}
