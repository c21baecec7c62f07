import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import { WeightsManifest } from './tfjsWeights.ts'

/** What a person opens of TensorFlow.js. */
export const tfjsFile = 'a TensorFlow.js model.json'
/** What a folder that TensorFlow.js wrote a model to is read by. */
export const tfjsFolder: readonly string[] = ['model.json']

/** What is said of JSON that is no model. */
export function notTfjs(source: string): InputError {
  return new InputError(`'${source}' is not a TensorFlow.js model; open its model.json, or a Keras .h5 file.`)
}

/** Whether JSON has what only a `model.json` of TensorFlow.js has, of either kind. */
export function hasTopology(json: unknown): boolean {
  return z.looseObject({ modelTopology: z.looseObject({}) }).safeParse(json).success
}

const ModelJson = z.looseObject({
  modelTopology: z.looseObject({ model_config: z.unknown().optional() }).nullish(),
  weightsManifest: WeightsManifest.nullish()
})

/** What a `model.json` of TensorFlow.js holds: its topology, and which weight files belong to it. */
interface TfjsModel {
  topology: Record<string, unknown> & { model_config?: unknown }
  manifest: WeightsManifest
}

/** Reads the frame of a `model.json`. @throws InputError where it is something else */
export function readModelJson(source: string, json: unknown): TfjsModel {
  const parsed = ModelJson.safeParse(json)
  if (!parsed.success || !parsed.data.modelTopology) throw notTfjs(source)
  const { modelTopology: topology, weightsManifest: manifest } = parsed.data
  if (!manifest) throw new InputError(`'${source}' names no weight files; save the whole model again.`)
  return { topology, manifest }
}
