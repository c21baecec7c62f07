import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Explain } from '../../shared/api.ts'
import { canonicalJson } from '../../shared/canonicalJson.ts'
import { LayerMean } from '../../shared/layerMean.ts'
import { MethodSettings } from '../../shared/methodSettings.ts'
import { Recipe } from '../../shared/recipe.ts'
import { oldestForm } from '../../shared/recipeVersion1.ts'
import { SteeringHead } from '../model/model.ts'

/** Everything that decides what a run computes. The engine does not: engines agree, and it is recorded instead. */
export const RunKey = z.object({
  drive: z.string(),
  modelHash: z.string(),
  recipe: Recipe,
  head: SteeringHead,
  method: z.string(),
  methodVersion: z.number().int(),
  explain: Explain,
  /** Values of the method's parameters that differ from their defaults; absent where none does. */
  settings: MethodSettings.optional(),
  /** What the maps are of; absent where of the steering, as of all runs from before there was a choice. */
  of: LayerMean.optional()
})
export type RunKey = z.infer<typeof RunKey>

/** The short name of a content hash: its first 16 hex digits. */
export function shortId(hash: string): string {
  return hash.slice(0, 16)
}

/** The id of the run with this key: the same key gives the same id, on every machine. */
export function runIdOf(key: RunKey): string {
  return shortId(
    createHash('sha256')
      .update(canonicalJson({ ...key, recipe: oldestForm(key.recipe) }))
      .digest('hex')
  )
}
