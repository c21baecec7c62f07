import { OnnxBuilder } from './onnxBuilder.ts'

/** The smallest model there is: whether it can be loaded tells whether an execution provider starts. */
export function probeModel(): Uint8Array {
  const onnx = new OnnxBuilder()
  return onnx.finish({ name: 'x', dims: [1] }, { y: { value: onnx.node('Relu', ['x']), dims: [1] } })
}
