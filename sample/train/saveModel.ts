import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recipeFile } from '../recipe.ts'
import { writeLayersModel } from './layersModel.ts'
import type { Network } from './network.ts'

/** Writes a network as a TensorFlow.js layers model (`model.json`, `weights.bin`) with its recipe beside it. */
export async function saveModel(network: Network, folder: string): Promise<void> {
  await writeLayersModel(network, folder, 32)
  await writeFile(join(folder, 'model.json.recipe.json'), `${JSON.stringify(recipeFile, null, 2)}\n`)
}
