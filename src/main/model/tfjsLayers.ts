import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import type { Weights } from './graph.ts'
import { readKerasConfig } from './kerasNetwork.ts'
import type { StoredKerasModel } from './storedKerasModel.ts'
import { layerOfWeight } from './layerOfWeight.ts'
import { decodeWeights, ManifestWeight } from './tfjsWeights.ts'

const Manifest = z.array(z.object({ paths: z.array(z.string()).min(1), weights: z.array(ManifestWeight) }))

const ModelJson = z.looseObject({
  format: z.string().nullish(),
  modelTopology: z.looseObject({ model_config: z.unknown().optional() }).nullish(),
  weightsManifest: Manifest.nullish()
})

/**
 * Reads a TensorFlow.js layers model: `model.json` (topology and manifest) and the weight files that it names.
 * @param json what lies in the file at `path`
 * @returns the model, and all files that it consists of, `model.json` first
 * @throws InputError where a file is missing or too short, or where the JSON is something else
 */
export async function readTfjsLayers(path: string, json: unknown): Promise<StoredKerasModel & { files: string[] }> {
  const source = basename(path)
  const parsed = ModelJson.safeParse(json)
  if (!parsed.success || !parsed.data.modelTopology) {
    throw new InputError(
      `'${source}' is not a TensorFlow.js model; open a model.json of the layers format or a Keras .h5 file.`
    )
  }
  const { format, modelTopology, weightsManifest } = parsed.data
  if (format === 'graph-model' || 'node' in modelTopology) {
    throw new InputError(
      `'${source}' is a TensorFlow.js graph model, which Lanegaze does not read; convert the model with --output_format=tfjs_layers_model.`
    )
  }
  if (!weightsManifest) {
    throw new InputError(`'${source}' names no weight files; save the whole model again.`)
  }
  const network = readKerasConfig(modelTopology.model_config ?? modelTopology, source)

  const files = [path]
  const layerNames = network.layers.map((layer) => layer.name)
  const weights = new Map<string, Weights[]>()
  for (const group of weightsManifest) {
    const shards = group.paths.map((shard) => besides(path, shard, source))
    files.push(...shards)
    const bytes = Buffer.concat(await Promise.all(shards.map((shard) => readShard(shard, source))))
    for (const { name, array } of decodeWeights(group.weights, bytes, source)) {
      const layer = layerOfWeight(name, layerNames)
      if (layer === null)
        throw new InputError(`'${source}' holds weights '${name}' that belong to none of its layers; save it again.`)
      weights.set(layer, [...(weights.get(layer) ?? []), array])
    }
  }
  return { network, weights, warnings: [], files }
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

/** Path of a weight file; a manifest may only name files in its own folder. */
function besides(path: string, shard: string, source: string): string {
  if (basename(shard) !== shard || shard.includes('\\')) {
    throw new InputError(
      `'${source}' names the weight file '${shard}' outside of its folder; put it beside '${source}'.`
    )
  }
  return join(dirname(path), shard)
}

async function readShard(path: string, source: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch {
    throw new InputError(
      `The weight file '${basename(path)}' that '${source}' names cannot be read; put it beside '${source}'.`
    )
  }
}
