import type { Pads } from '../../model/graph/graph.ts'
import { type Emissions, heldAxis, reshaped, toGraph, toHeld } from './emission.ts'

type Layout = 'crop' | 'pad' | 'reshape' | 'permute' | 'concat' | 'slice' | 'upsample' | 'broadcast' | 'constant'

/** Layers that move or repeat numbers. */
export const layoutEmissions: Emissions<Layout> = {
  crop({ onnx, op, node, inputs }) {
    const [top, , , left] = op.pads
    const ends = [top + node.shape[0]!, left + node.shape[1]!]
    return onnx.node('Slice', [inputs[0]!, onnx.integers([top, left]), onnx.integers(ends), onnx.integers([2, 3])])
  },

  pad({ onnx, op, inputs }) {
    return onnx.node('Pad', [inputs[0]!, onnx.integers(sides(op.pads))])
  },

  reshape({ onnx, node, inputs, shapes }) {
    return toHeld(onnx, reshaped(onnx, toGraph(onnx, inputs[0]!, shapes[0]!), node.shape), node.shape)
  },

  permute({ onnx, op, node, inputs, shapes }) {
    const perm = { ints: [0, ...op.axes.map((axis) => axis + 1)] }
    return toHeld(onnx, onnx.node('Transpose', [toGraph(onnx, inputs[0]!, shapes[0]!)], { perm }), node.shape)
  },

  concat({ onnx, op, node, inputs, repeated }) {
    const whole = inputs.map((_, which) => repeated(which))
    return onnx.node('Concat', whole, { axis: { int: heldAxis(op.axis, node.shape) } })
  },

  slice({ onnx, op, node, inputs }) {
    const end = op.from + node.shape[op.axis]!
    const axes = onnx.integers([heldAxis(op.axis, node.shape)])
    return onnx.node('Slice', [inputs[0]!, onnx.integers([op.from]), onnx.integers([end]), axes])
  },

  upsample({ onnx, op, inputs }) {
    const scales = onnx.floats(Float32Array.of(1, 1, ...op.factor), [4])
    return onnx.node('Resize', [inputs[0]!, '', scales], {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' }
    })
  },

  broadcast({ onnx, op, node, inputs }) {
    const [height, width, channels] = node.shape as [number, number, number]
    const factor = onnx.floats(new Float32Array(height * width).fill(op.factor), [height, width])
    return onnx.node('Mul', [reshaped(onnx, inputs[0]!, [channels, 1, 1]), factor])
  },

  constant({ onnx, op, node }) {
    return toHeld(onnx, onnx.floats(op.value.data, [1, ...node.shape]), node.shape)
  }
}

/** All begins, then all ends, of the axes that values are held in. */
function sides([top, right, bottom, left]: Pads): number[] {
  return [0, 0, top, left, 0, 0, bottom, right]
}
