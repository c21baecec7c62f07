import { InputError } from '../../shared/errors.ts'
import type { RecipeSearch, RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { Recordings } from '../library/recordings.ts'
import type { Graph } from '../model/graph/graph.ts'
import type { SteeringModel } from '../model/model.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import { comparedEngine } from './comparedEngine.ts'
import { openDriven } from './drivenSample.ts'
import { findRecipe } from './findRecipe.ts'
import { ofBothNetworks, type OtherNetwork } from './otherNetwork.ts'

/** What recipes are tried on. */
const SAMPLE = { count: 96, most: 3000 }

/**
 * Finds the recipe of a model with a drive whose steering was recorded: see findRecipe. Takes seconds; nothing is kept.
 * @param model with the other network that its weights may be of
 * @param signal ends the search
 * @throws InputError where the drive has no recorded steering, or it does not vary; CancelledError when it was ended
 */
export async function searchRecipe(
  recordings: Recordings,
  model: Pick<SteeringModel, 'graph' | 'head' | 'recipe'> & { other?: OtherNetwork },
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
    const networks = model.other ? 2 : 1
    const search = (graph: Graph, nth: number): Promise<RecipeSearch> =>
      findRecipe({ ...model, graph }, sample, engine, {
        signal,
        onProgress: ({ stage, done, total }) => onProgress({ stage, done: nth * total + done, total: networks * total })
      })
    const own = await search(model.graph, 0)
    const found = model.other ? ofBothNetworks(own, await search(model.other.graph, 1), model.other) : own
    return { ...found, sentence: [found.sentence, ...engine.warnings.map(({ message }) => message)].join(' ') }
  } finally {
    engine.dispose()
  }
}
