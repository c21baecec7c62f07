import { channelAxis, type Emissions, toGraph } from './emission.ts'

type Elementwise =
  'add' | 'multiply' | 'positive' | 'absolute' | 'channel-mean' | 'channel-max' | 'channel-sum' | 'pick'

/** Arithmetic on whole tensors, and what reduces over the channels or picks one number. */
export const elementwiseEmissions: Emissions<Elementwise> = {
  add: ({ onnx, inputs }) => inputs.reduce((sum, x) => onnx.node('Add', [sum, x])),
  multiply: ({ onnx, inputs }) => inputs.reduce((product, x) => onnx.node('Mul', [product, x])),
  positive: ({ onnx, inputs }) => onnx.node('Relu', inputs),
  absolute: ({ onnx, inputs }) => onnx.node('Abs', inputs),

  'channel-mean'({ onnx, inputs, shapes }) {
    return onnx.node('ReduceMean', inputs, { axes: { ints: [channelAxis(shapes[0]!)] } })
  },

  'channel-max'({ onnx, inputs, shapes }) {
    return onnx.node('ReduceMax', inputs, { axes: { ints: [channelAxis(shapes[0]!)] } })
  },

  'channel-sum'({ onnx, inputs, shapes }) {
    return onnx.node('ReduceSum', [inputs[0]!, onnx.integers([channelAxis(shapes[0]!)])])
  },

  pick({ onnx, op, inputs, shapes }) {
    const flat = onnx.node('Flatten', [toGraph(onnx, inputs[0]!, shapes[0]!)])
    return onnx.node('Slice', [flat, onnx.integers([op.index]), onnx.integers([op.index + 1]), onnx.integers([1])])
  }
}
