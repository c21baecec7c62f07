import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { UnreadGraph } from '../input/readAs.ts'
import { readOnnx, type OnnxModel } from '../onnxProto.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import { fetchExternal } from './constant.ts'
import { buildOnnxGraph } from './onnxGraph.ts'

/** True where the bytes may be the beginning of an ONNX model: field 1 (the IR version), a small varint. */
export function startsLikeOnnx(head: Uint8Array): boolean {
  return head[0] === 0x08 && (head[1] ?? 0) > 0 && (head[1] ?? 0) < 0x20
}

/**
 * Reads an ONNX model (operator sets 6 to 28), as PyTorch, tf2onnx and Keras write them, and the weight files beside it.
 * @param size of the pictures, where the file leaves it open
 * @throws InputError for a damaged file, or an operator that is not known
 */
export async function readOnnxModel(
  path: string,
  size?: PictureSize
): Promise<{ graph: UnreadGraph; parameters: number; warnings: Warning[]; files: string[] }> {
  let model: OnnxModel
  try {
    model = readOnnx(await readFile(path))
  } catch {
    throw new InputError(`'${basename(path)}' is damaged and cannot be read as ONNX; export or fetch the model again.`)
  }
  const files = await fetchExternal(model, path)
  return { ...buildOnnxGraph(model, path, size), files: [path, ...files] }
}
