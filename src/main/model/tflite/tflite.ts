import { readFile } from 'node:fs/promises'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat } from '../format.ts'
import { DamagedBuffer, FlatBuffer } from './flatBuffer.ts'
import { Model } from './schema.ts'
import { buildTfliteGraph } from './tfliteGraph.ts'

/** TensorFlow Lite (schema version 3), as TensorFlow's converter and Donkeycar write it: one FlatBuffer. */
export const tflite: ModelFormat = {
  id: 'tflite',
  name: 'TensorFlow Lite',
  extensions: ['tflite'],
  file: 'a TensorFlow Lite .tflite file',
  recognise: ({ head }) => Promise.resolve(hasIdentifier(head)),
  isCertain: hasIdentifier,
  async read({ path, name }, { size }) {
    const bytes = await readFile(path)
    try {
      const model = new FlatBuffer(bytes).root(Model)
      return { ...buildTfliteGraph(model, bytes, name, size), files: [path] }
    } catch (error) {
      if (!(error instanceof DamagedBuffer)) throw error
      throw new InputError(
        `'${name}' is damaged and cannot be read as TensorFlow Lite (it has ${error.message}); convert or fetch the model again.`
      )
    }
  }
}

/** True where the bytes begin as the files do: the place of the first table, then TFL3. */
function hasIdentifier(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(4, 8)).toString('latin1') === 'TFL3'
}
