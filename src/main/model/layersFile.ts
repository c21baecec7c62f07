import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { ToldLayers } from '../../shared/toldLayers.ts'
import { writeBeside } from './writeBeside.ts'
import { textFile } from '../recording/place/textFile.ts'

export const layersPath = (model: string): string => `${model}.layers.json`

/** Reads `<model>.layers.json`. @returns null where there is no such file @throws InputError that names what is wrong */
export async function readLayersFile(model: string): Promise<ToldLayers | null> {
  const path = layersPath(model)
  const text = await textFile(path, 'The file')
  if (text === null) return null
  const parsed = ToldLayers.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new InputError(
    `'${basename(path)}' is wrong at '${issue?.path.join('.') || 'the whole'}': ${issue?.message}; write it as {"activation": "relu", "layers": {"conv.0": {"stride": 2}}}.`
  )
}

/** Writes `<model>.layers.json`, whole or not at all. @throws InputError where that cannot be done */
export function writeLayersFile(model: string, told: ToldLayers): Promise<void> {
  return writeBeside(layersPath(model), told, 'What stands between the layers')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
