import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat } from '../format.ts'
import type { Weights } from '../graph/graph.ts'
import { readKerasConfig } from '../keras/architecture.ts'
import { readStored, type StoredKerasModel } from '../keras/kerasModel.ts'
import { layerOfWeight } from '../keras/layerOfWeight.ts'
import { hasTopology, readModelJson, tfjsFile, tfjsFolder } from './modelJson.ts'
import { readWeightFiles } from './tfjsWeights.ts'

/** TensorFlow.js's layers model: a Keras network in `model.json`, and the weight files that it names. */
export const tfjsLayers: ModelFormat = {
  id: 'tfjs-layers',
  name: 'TensorFlow.js layers',
  extensions: ['json'],
  file: tfjsFile,
  folder: tfjsFolder,
  recognise: async (file) => hasTopology(await file.json()),
  async read(file, { lambdas }) {
    return readStored(await withWeights(file.path, file.name, await file.json()), lambdas)
  }
}

/** @throws InputError where a file is missing or too short, or where the topology is something else */
async function withWeights(path: string, source: string, json: unknown): Promise<StoredKerasModel> {
  const { topology, manifest } = readModelJson(source, json)
  const network = readKerasConfig(topology.model_config ?? topology, source)
  const layerNames = [...new Set(network.layers.map((layer) => layer.weightsName))]
  const weights = new Map<string, Weights[]>()
  const stored = await readWeightFiles(manifest, path)
  for (const { name, shape, values } of stored.weights) {
    const layer = layerOfWeight(name, layerNames)
    if (layer === null)
      throw new InputError(`'${source}' holds weights '${name}' that belong to none of its layers; save it again.`)
    const data = values instanceof Float32Array ? values : Float32Array.from(values)
    weights.set(layer, [...(weights.get(layer) ?? []), { shape, data }])
  }
  return { network, weights, warnings: [], files: [path, ...stored.files] }
}
