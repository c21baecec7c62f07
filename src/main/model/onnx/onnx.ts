import { readFile } from 'node:fs/promises'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat } from '../format.ts'
import { type OnnxModel, readOnnx } from '../onnxProto.ts'
import { fetchExternal } from './constant.ts'
import { buildOnnxGraph } from './onnxGraph.ts'

/** ONNX (operator sets 6 to 28), as PyTorch, tf2onnx and Keras write it, and the weight files beside it. */
export const onnx: ModelFormat = {
  id: 'onnx',
  name: 'ONNX',
  extensions: ['onnx'],
  file: 'an ONNX file',
  recognise: ({ head }) => Promise.resolve(startsLikeOnnx(head)),
  isCertain: startsLikeOnnx,
  async read({ path, name }, { size }) {
    let model: OnnxModel
    try {
      model = readOnnx(await readFile(path))
    } catch {
      throw new InputError(`'${name}' is damaged and cannot be read as ONNX; export or fetch the model again.`)
    }
    const files = await fetchExternal(model, path)
    return { ...buildOnnxGraph(model, path, size), files: [path, ...files] }
  }
}

/**
 * True where the bytes may be the beginning of an ONNX model: field 1 (the IR version), a small varint. Of operator set 6 it is 3; a
 * SavedModel of TensorFlow has 1 there.
 */
function startsLikeOnnx(head: Uint8Array): boolean {
  return head[0] === 0x08 && (head[1] ?? 0) > 2 && (head[1] ?? 0) < 0x20
}
