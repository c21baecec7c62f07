import type { Pads, Pair } from '../../model/graph/graph.ts'
import { dataType } from '../../model/onnxProto.ts'
import { seenCounts } from '../seenCounts.ts'
import { type Emissions, heldShape, reshaped } from './emission.ts'
import { spread } from './linear.ts'
import type { Attributes, OnnxBuilder } from './onnxBuilder.ts'

type Pooling = 'max-pool' | 'max-pool-grad' | 'average-pool' | 'average-pool-grad' | 'global-average-pool' | 'sum-pool'

/** Layers that gather the pixels of a window, and their adjoints. */
export const poolingEmissions: Emissions<Pooling> = {
  'max-pool'({ onnx, op, inputs }) {
    return onnx.node('MaxPool', inputs, windowAttributes(op))
  },

  // Adds each gradient to the pixel that won its window: ONNX's maximum tells which that was, the first of equals.
  'max-pool-grad'({ onnx, op, node, inputs }) {
    const [x, y, dy] = inputs as [string, string, string]
    if (op.ties === 'shared') return sharedOut(onnx, x, y, dy)
    const [, winners] = onnx.nodes('MaxPool', [x], 2, windowAttributes(op))
    const everything = onnx.integers([-1])
    const flat = (value: string): string => onnx.node('Reshape', [value, everything])
    const zeros = onnx.node('ConstantOfShape', [onnx.node('Shape', [flat(x)])])
    const whole = onnx.node('Expand', [dy, onnx.node('Shape', [winners!])])
    const sums = onnx.node('ScatterElements', [zeros, flat(winners!), flat(whole)], {
      axis: { int: 0 },
      reduction: { text: 'add' }
    })
    return onnx.node('Reshape', [sums, onnx.integers([-1, ...heldShape(node.shape)])])
  },

  'average-pool'({ onnx, op, inputs }) {
    return onnx.node('AveragePool', inputs, { ...windowAttributes(op), count_include_pad: { int: 0 } })
  },

  'average-pool-grad'({ onnx, op, node, inputs, shapes }) {
    const [rows, columns, channels] = shapes[0]! as [number, number, number]
    const shares = seenCounts(op, node.shape, shapes[0]!).map((count) => 1 / count)
    const part = onnx.node('Mul', [inputs[0]!, onnx.floats(shares, [rows, columns])])
    const ones = onnx.floats(new Float32Array(channels * op.size[0] * op.size[1]).fill(1), [channels, 1, ...op.size])
    const { attributes, lacking } = spread(op, op.size, shapes[0]!, node.shape)
    const sums = onnx.node('ConvTranspose', [part, ones], { ...attributes, group: { int: channels } })
    return onnx.node('Pad', [sums, onnx.integers([0, 0, 0, 0, 0, 0, ...lacking])])
  },

  'global-average-pool'({ onnx, node, inputs }) {
    return reshaped(onnx, onnx.node('GlobalAveragePool', inputs), node.shape)
  },

  'sum-pool'({ onnx, op, inputs }) {
    const mean = onnx.node('AveragePool', inputs, windowAttributes({ size: op.size, strides: op.size, pads: none }))
    return onnx.node('Mul', [mean, onnx.float(op.size[0] * op.size[1])])
  }
}

/** The gradient of the largest pixel of a whole picture, in equal parts to all that are. */
function sharedOut(onnx: OnnxBuilder, x: string, y: string, dy: string): string {
  const equal = onnx.node('Cast', [onnx.node('Equal', [x, y])], { to: { int: dataType.float } })
  const count = onnx.node('ReduceSum', [equal, onnx.integers([2, 3])], { keepdims: { int: 1 } })
  return onnx.node('Mul', [equal, onnx.node('Div', [dy, count])])
}

const none: Pads = [0, 0, 0, 0]

function windowAttributes({ size, strides, pads }: { size: Pair; strides: Pair; pads: Pads }): Attributes {
  const [top, right, bottom, left] = pads
  return { kernel_shape: { ints: size }, strides: { ints: strides }, pads: { ints: [top, left, bottom, right] } }
}
