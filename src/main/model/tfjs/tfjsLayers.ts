import { basename } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import type { Weights } from '../graph/graph.ts'
import { readKerasConfig } from '../keras/network.ts'
import type { StoredKerasModel } from '../keras/storedModel.ts'
import { layerOfWeight } from '../keras/layerOfWeight.ts'
import { readWeightFiles, WeightsManifest } from './tfjsWeights.ts'

const ModelJson = z.looseObject({
  modelTopology: z.looseObject({ model_config: z.unknown().optional() }).nullish(),
  weightsManifest: WeightsManifest.nullish()
})

/** What a `model.json` of TensorFlow.js holds: its topology, and which weight files belong to it. */
export interface TfjsModel {
  topology: Record<string, unknown> & { model_config?: unknown }
  manifest: WeightsManifest
}

/** Reads the frame of a `model.json`. @throws InputError where it is something else */
export function readTfjsModel(source: string, json: unknown): TfjsModel {
  const parsed = ModelJson.safeParse(json)
  if (!parsed.success || !parsed.data.modelTopology) {
    throw new InputError(`'${source}' is not a TensorFlow.js model; open its model.json, or a Keras .h5 file.`)
  }
  const { modelTopology: topology, weightsManifest: manifest } = parsed.data
  if (!manifest) throw new InputError(`'${source}' names no weight files; save the whole model again.`)
  return { topology, manifest }
}

/**
 * Reads a TensorFlow.js layers model: `model.json` (topology and manifest) and the weight files that it names.
 * @returns the model, and all files that it consists of, `model.json` first
 * @throws InputError where a file is missing or too short, or where the topology is something else
 */
export async function readTfjsLayers(
  path: string,
  { topology, manifest }: TfjsModel
): Promise<StoredKerasModel & { files: string[] }> {
  const source = basename(path)
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

/** JSON, also where it is encoded twice. InputError where it is broken. */
export function parseJson(text: string, source: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'string' ? JSON.parse(json) : json
  } catch (error) {
    throw new InputError(
      `'${source}' is not valid JSON (${error instanceof Error ? error.message : 'damaged'}); fetch or save the model again.`
    )
  }
}

/** What Keras's model.to_json() writes. */
export function isArchitecture(json: unknown): boolean {
  return z.looseObject({ class_name: z.string(), config: z.unknown() }).safeParse(json).success
}
