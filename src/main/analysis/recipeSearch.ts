import { InputError } from '../../shared/errors.ts'
import type { RecipeSearch, RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { Recordings } from '../library/recordings.ts'
import type { SteeringModel } from '../model/model.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import { comparedEngine } from './comparedEngine.ts'
import { openDriven } from './drivenSample.ts'
import { findRecipe } from './findRecipe.ts'

/** What recipes are tried on. */
const SAMPLE = { count: 96, most: 3000 }

/**
 * Finds the recipe of a model with a drive whose steering was recorded: see findRecipe. Takes seconds; nothing is kept.
 * @param signal ends the search
 * @throws InputError where the drive has no recorded steering, or it does not vary; CancelledError when it was ended
 */
export async function searchRecipe(
  recordings: Recordings,
  model: Pick<SteeringModel, 'graph' | 'head' | 'recipe'>,
  drive: Pick<StoredDrive, 'path' | 'openWith' | 'signalSettings'>,
  signal: AbortSignal,
  onProgress: (progress: RecipeSearchProgress) => void = () => undefined
): Promise<RecipeSearch> {
  const driven = await openDriven(recordings, drive)
  if (!driven.isSteered) {
    throw new InputError(
      `'${driven.name}' has no recorded steering, so that no recipe can be compared with it; choose a drive that has.`
    )
  }
  const { pictures, recorded } = await driven.sample(SAMPLE, signal, onProgress)
  const known = (recorded?.values ?? []).flatMap((value, i) =>
    value === null ? [] : [{ picture: pictures[i]!, value }]
  )
  const sample = {
    pictures: known.map(({ picture }) => picture),
    steering: known.map(({ value }) => value),
    comparable: recorded?.unit === model.head.unit
  }
  const engine = comparedEngine()
  try {
    const found = await findRecipe(model, sample, engine, { signal, onProgress })
    return { ...found, sentence: [found.sentence, ...engine.warnings.map(({ message }) => message)].join(' ') }
  } finally {
    engine.dispose()
  }
}
