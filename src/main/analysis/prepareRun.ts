import type { Explain, Model, Run } from '../../shared/api.ts'
import { InputError } from '../../shared/errors.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { channelsOf } from '../model/prepareInput.ts'
import { methodById } from '../saliency/methods.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import type { EngineChoice } from '../store/runTable.ts'
import { describeRun } from './describeRun.ts'

export interface RunRequest {
  drive: StoredDrive
  model: Model
  /** Id of a saliency method. */
  method: string
  explain: Explain
  engine: EngineChoice
}

/** [height, width, channels] of what a recipe makes. */
function madeBy(recipe: Recipe): number[] {
  return [recipe.resize.height, recipe.resize.width, channelsOf(recipe)]
}

/**
 * Adds the run to the library, or finds the one that computes the same; nothing is started.
 * Where left and right do not differ for the method, `explain` is kept as 'change', so that the same maps are not
 * computed twice.
 * @throws InputError for an unknown method, one that refuses the model, or a recipe that does not fit the model.
 */
export function prepareRun(library: Library, cache: Cache, request: RunRequest): Run {
  const { drive, model, engine } = request
  const method = methodById(request.method)
  const refused = model.methods.find(({ id }) => id === method.id)?.refused
  if (refused) throw new InputError(refused)
  const [made, taken] = [madeBy(model.recipe).join('x'), model.input.join('x')]
  if (made !== taken) {
    throw new InputError(
      `The recipe of '${model.name}' makes ${made} pictures, but the model takes ${taken} (height x width x channels); correct its recipe.`
    )
  }
  const run = library.runs.add({
    driveId: drive.id,
    modelId: model.id,
    engine,
    key: {
      drive: drive.fingerprint,
      modelHash: model.hash,
      recipe: model.recipe,
      head: model.head,
      method: method.id,
      methodVersion: method.version,
      explain: method.signed ? request.explain : 'change'
    }
  })
  return describeRun(library, cache, run, false)
}
