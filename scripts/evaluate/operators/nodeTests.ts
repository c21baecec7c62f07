import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OnnxTensor, readOnnx, readOnnxTensor } from '../../../src/main/model/onnxProto.ts'
import { askPython } from './python.ts'
import type { NodeTest } from './steeredNode.ts'

/**
 * ONNX's node tests, one after the other: those of a folder of them ($LANEGAZE_ONNX_TESTS), else those that the onnx package
 * of Python makes.
 * @returns in one sentence why there are none, where there are none
 */
export async function nodeTests(): Promise<AsyncIterable<NodeTest> | { skipped: string }> {
  const stated = process.env['LANEGAZE_ONNX_TESTS']
  if (stated) return testsIn(stated, null)
  const folder = await mkdtemp(join(tmpdir(), 'lanegaze-onnx-'))
  const made = askPython('onnx', [fileURLToPath(new URL('nodeTests.py', import.meta.url)), folder])
  if ('lines' in made) return testsIn(folder, folder)
  await rm(folder, { recursive: true })
  return made
}

/** @param made a folder to remove when all is read, or null */
async function* testsIn(folder: string, made: string | null): AsyncIterable<NodeTest> {
  for (const name of (await readdir(folder)).toSorted()) {
    const [path, data] = [join(folder, name, 'model.onnx'), join(folder, name, 'test_data_set_0')]
    const files = await readdir(data).catch(() => [])
    // A test without data of its own is made of another's.
    if (files.length === 0) continue
    const tensors = (kind: string): Promise<OnnxTensor[]> =>
      Promise.all(
        files
          .filter((file) => file.startsWith(kind))
          .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
          .map(async (file) => tensorOf(await readFile(join(data, file))))
      )
    yield {
      name,
      model: readOnnx(await readFile(path)),
      inputs: await tensors('input_'),
      outputs: await tensors('output_')
    }
  }
  if (made) await rm(made, { recursive: true })
}

/** Sequences and other things that are no tensors are of type 0. */
function tensorOf(bytes: Uint8Array): OnnxTensor {
  try {
    return readOnnxTensor(bytes)
  } catch {
    return { ...readOnnxTensor(new Uint8Array()), dataType: 0 }
  }
}
