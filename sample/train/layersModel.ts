import type { LayersModel } from '@tensorflow/tfjs-layers'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tf } from '../../src/main/engine/tensorflowBackend.ts'

/** Writes a network as a TensorFlow.js layers model: `model.json`, and `weights.bin` with weights as floats of so many bits. */
export async function writeLayersModel(network: LayersModel, folder: string, bits: 16 | 32): Promise<void> {
  await mkdir(folder, { recursive: true })
  const save = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    if (!(weightData instanceof ArrayBuffer)) throw new Error('the weights are in several pieces')
    const halved = weightSpecs?.map((spec) => ({ ...spec, quantization: { dtype: 'float16' as const } }))
    const weightsManifest = [{ paths: ['weights.bin'], weights: bits === 16 ? halved : weightSpecs }]
    const model = { format: 'layers-model', generatedBy: 'Lanegaze sample', modelTopology, weightsManifest }
    await writeFile(join(folder, 'model.json'), JSON.stringify(model))
    const bytes = bits === 16 ? Float16Array.from(new Float32Array(weightData)).buffer : weightData
    await writeFile(join(folder, 'weights.bin'), new Uint8Array(bytes))
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
  })
  await network.save(save)
}

/** Gives a network the weights that one of the same layers was written with to a folder, as floats of 32 bits. */
export async function readWeights(network: LayersModel, folder: string): Promise<void> {
  const bytes = await readFile(join(folder, 'weights.bin'))
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  const count = network.countParams()
  if (values.length !== count)
    throw new Error(`${folder} has ${values.length} weights where the network has ${count}: make it again`)
  let from = 0
  const weights = network.getWeights().map(({ shape, size }) => tf.tensor(values.subarray(from, (from += size)), shape))
  network.setWeights(weights)
  tf.dispose(weights)
}
