import type { Explain, Model, Run } from '../../shared/api.ts'
import { InputError } from '../../shared/errors.ts'
import type { LayerMean } from '../../shared/layerMean.ts'
import type { MethodSettings } from '../../shared/methodSettings.ts'
import { channelsOf, type Recipe } from '../../shared/recipe.ts'
import { methodById } from '../saliency/methods.ts'
import { changed } from '../saliency/settings.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import type { EngineChoice } from '../../shared/engines.ts'
import { describeRun } from './describeRun.ts'
import { modelLanesKey } from './modelLanesKey.ts'
import { summariseRun } from './runSummary.ts'

export interface RunRequest {
  drive: StoredDrive
  model: Model
  /** Id of a saliency method. */
  method: string
  explain: Explain
  /** Values of the method's parameters; those left out have their defaults. */
  settings?: MethodSettings
  /** What the maps are of, where not of the steering; `model` then has the methods as they are offered for it. */
  of?: LayerMean | undefined
  engine: EngineChoice
}

/** [height, width, channels] of what a recipe makes. */
function madeBy(recipe: Recipe): number[] {
  return [recipe.resize.height, recipe.resize.width, channelsOf(recipe).length]
}

/**
 * Adds the run to the library, or finds the one that computes the same; nothing is started.
 * Where left and right do not differ for the method, `explain` is kept as 'change', so that the same maps are not
 * computed twice.
 * @throws InputError for an unknown method, one that refuses the model, settings it does not have, or a recipe that does not fit the model.
 */
export function prepareRun(library: Library, cache: Cache, request: RunRequest): Run {
  const { drive, model, engine } = request
  const method = methodById(request.method)
  const offer = model.methods.find(({ id }) => id === method.id)
  if (offer?.refused) throw new InputError(offer.refused)
  const settings = changed(offer?.parameters ?? [], request.settings)
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
      explain: method.signed ? request.explain : 'change',
      ...(Object.keys(settings).length > 0 && { settings }),
      ...(request.of && { of: request.of })
    }
  })
  return describeRun(library, { run, drive, model }, summariseRun(cache, run.id, modelLanesKey(library, drive)), false)
}
