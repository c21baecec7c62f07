import { basename } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import { textFile } from '../../../recording/place/textFile.ts'
import { type Activation, activations, isActivation } from './layers.ts'

const ActivationOrNone = z.custom<Activation | 'none'>(
  (value) => value === 'none' || (typeof value === 'string' && isActivation(value)),
  `use one of ${Object.keys(activations).join(', ')} or none`
)

const LayersFile = z.strictObject({
  /** Behind every layer but the last. */
  activation: ActivationOrNone.optional(),
  /** What is otherwise, by the path of the module that has the layer's weights. */
  layers: z
    .record(
      z.string(),
      z.strictObject({
        activation: ActivationOrNone.optional(),
        stride: z.int().min(1).max(64).optional(),
        padding: z.int().min(0).max(64).optional()
      })
    )
    .optional()
})

/** What a person says of a network whose file holds its weights alone. */
export type LayersFile = z.infer<typeof LayersFile>

export const layersPath = (model: string): string => `${model}.layers.json`

/** Reads `<model>.layers.json`. @returns null where there is no such file @throws InputError that names what is wrong */
export async function readLayersFile(model: string): Promise<LayersFile | null> {
  const path = layersPath(model)
  const text = await textFile(path, 'The file')
  if (text === null) return null
  const parsed = LayersFile.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new InputError(
    `'${basename(path)}' is wrong at '${issue?.path.join('.') || 'the whole'}': ${issue?.message}; write it as {"activation": "relu", "layers": {"conv.0": {"stride": 2}}}.`
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
