import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tf } from '../../src/main/engine/tensorflowBackend.ts'
import { recipeFile } from '../recipe.ts'
import type { Network } from './network.ts'

/** Writes a network as a TensorFlow.js layers model (`model.json`, `weights.bin`) with its recipe beside it. */
export async function saveModel(network: Network, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const save = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    if (!(weightData instanceof ArrayBuffer)) throw new Error('the weights are in several pieces')
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
    const model = { format: 'layers-model', generatedBy: 'Lanegaze sample', modelTopology, weightsManifest }
    await writeFile(join(folder, 'model.json'), JSON.stringify(model))
    await writeFile(join(folder, 'weights.bin'), new Uint8Array(weightData))
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
  })
  await network.save(save)
  await writeFile(join(folder, 'model.json.recipe.json'), `${JSON.stringify(recipeFile, null, 2)}\n`)
}
