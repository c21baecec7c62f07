import { createHash } from 'node:crypto'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import { canonicalJson } from '../../shared/canonicalJson.ts'
import { oldestForm } from '../../shared/recipeVersion1.ts'

/** Raised with every change of how the output of a lane model becomes regions. */
const MODEL_LANES_VERSION = 1

/** A word for all that decides the lanes which the drive's lane model finds; null where the drive has none. */
export function modelLanesKey(library: Library, drive: StoredDrive): string | null {
  const { model } = library.laneSettings.settings(drive.id)
  if (!model) return null
  const { hash, recipe } = library.models.get(model.modelId)
  const made = canonicalJson({
    version: MODEL_LANES_VERSION,
    hash,
    recipe: oldestForm(recipe),
    ...model,
    modelId: null
  })
  return createHash('sha256').update(made).digest('hex').slice(0, 16)
}
