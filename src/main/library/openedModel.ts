import type { Model } from '../../shared/api.ts'
import { InputError, isExpected } from '../../shared/errors.ts'
import type { LayerMean } from '../../shared/layerMean.ts'
import type { MethodOffer } from '../../shared/methodSettings.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { ToldLayers } from '../../shared/toldLayers.ts'
import type { OutputShape } from '../../shared/steeringHead.ts'
import { guessCodes } from '../model/input/guessWarnings.ts'
import { checkRecipe } from '../model/input/recipeFile.ts'
import type { RecipeFile, SteeringModel } from '../model/model.ts'
import { formatName } from '../model/formats.ts'
import { openModel } from '../model/open.ts'
import type { UserLambdas } from '../model/format.ts'
import { outputShapes } from '../model/graph/outputShapes.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import type { Method, Target } from '../saliency/method.ts'
import { methodById, methods } from '../saliency/methods.ts'
import { shortId } from '../store/runKey.ts'
import type { Store } from '../store/store.ts'
import { typedPath } from './typedPath.ts'

/**
 * Opens a model and keeps it in the library; a recipe that a person set stays.
 * @param options.sampleName of a model that comes with Lanegaze; null for any other, which has the name of its file
 * @param options.lambdas see OpenModel
 * @throws InputError
 */
export async function addModel(
  store: Store,
  path: string,
  { sampleName = null, lambdas = {} }: { sampleName?: string | null; lambdas?: UserLambdas } = {}
): Promise<Model> {
  const model = modelAnswer(await openKept(store, path, lambdas), sampleName !== null)
  return store.library.models.save(sampleName === null ? model : { ...model, name: sampleName })
}

/**
 * A model without keeping it, as the library has it: with the recipe and the head that a person set there.
 * @throws InputError
 */
export async function lookAtKept(store: Store, path: string): Promise<{ model: Model; outputs: OutputShape[] }> {
  const opened = await openKept(store, path)
  const id = shortId(opened.hash)
  const isSet = store.library.models.editedRecipe(id) !== null
  const { recipe, recipeBecause, head, headBecause } = isSet ? store.library.models.get(id) : opened
  const warnings = opened.warnings.filter(({ code }) => !isSet || !guessCodes.includes(code))
  const model = modelAnswer({ ...opened, recipe, recipeBecause, head, headBecause, warnings }, false)
  return { model, outputs: outputShapes(opened.graph) }
}

/** Opens a model with the recipe that a person set for it; else with the one beside it, or a guess. */
async function openKept(store: Store, path: string, lambdas: UserLambdas = {}): Promise<SteeringModel> {
  const opened = await openModel(typedPath(path), { lambdas })
  const edited = store.library.models.editedRecipe(shortId(opened.hash))
  return edited ? openAs(path, edited) : opened
}

/**
 * Opens a model of the library with its input read as a recipe says.
 * @throws InputError where it has changed since it was kept
 */
export async function openUnchanged(
  { path, name, hash }: Pick<Model, 'path' | 'name' | 'hash'>,
  recipe: Pick<Recipe, 'reading' | 'resize'>
): Promise<SteeringModel> {
  const opened = await openAs(path, recipe)
  if (opened.hash !== hash)
    throw new InputError(`The model '${name}' has changed since it was opened; open it again: '${path}'.`)
  return opened
}

/** Opens a model whose input is read as a recipe says. @param layers see ReadOptions */
export function openAs(
  path: string,
  { reading, resize }: Pick<Recipe, 'reading' | 'resize'>,
  layers?: ToldLayers
): Promise<SteeringModel> {
  return openModel(typedPath(path), { reading: reading ?? null, size: resize, layers })
}

/**
 * Corrects what a model is given, and where its steering is.
 * @throws InputError where the recipe does not fit the model, or that has changed
 */
export async function correctRecipe(store: Store, id: string, { recipe: wanted, head }: RecipeFile): Promise<Model> {
  const { models } = store.library
  const kept = models.get(id)
  const opened = await openUnchanged(kept, wanted)
  const { reading } = opened.recipe
  const recipe = reading ? { ...wanted, reading } : wanted
  checkRecipe({ recipe, head }, opened.graph, `What is said of '${kept.name}'`)
  // Another reading is another network: its picture, its layers and what its methods say.
  models.save({ ...modelAnswer(opened, kept.sample), name: kept.name })
  return models.edit(kept.id, recipe, head)
}

/** A model as it goes over the wire. */
function modelAnswer(model: SteeringModel, sample: boolean): Model {
  const { graph, form, name, path, format, hash, parameters, recipe, recipeBecause, head, headBecause, warnings } =
    model
  return {
    id: shortId(hash),
    name,
    path,
    format,
    formatName: formatName(format),
    hash,
    input: [...pictureOf(graph).shape],
    form,
    parameters,
    layers: graph.nodes.map((node) => ({ name: node.id, kind: node.op.type, shape: [...node.shape] })),
    recipe,
    recipeBecause,
    head,
    headBecause,
    warnings,
    methods: methods.map((method) => offer(method, { graph, head })),
    sample
  }
}

/**
 * A model of the library with its methods as they are where maps are of a layer.
 * @throws InputError where the model has changed since it was kept
 */
export async function withMethodsFor(model: Model, of: LayerMean): Promise<Model> {
  const { graph } = await openUnchanged(model, model.recipe)
  return { ...model, methods: methods.map((method) => offer(method, { graph, head: model.head, of })) }
}

/** What a method is, whatever the model. */
type About = Pick<MethodOffer, 'id' | 'label' | 'family' | 'signed' | 'goodFor' | 'use' | 'caution'>

function about({ id, label, family, signed, goodFor, use, caution }: Method): About {
  return { id, label, family, signed, goodFor, use, caution }
}

function offer(method: Method, target: Target): MethodOffer {
  const refused = method.refuse(target)
  // What does not run on the model has neither a cost there nor anything to choose.
  if (refused) return { ...about(method), refused, trust: null, cost: 0, parameters: [] }
  return {
    ...about(method),
    refused,
    trust: null,
    cost: method.cost(target, 'change'),
    parameters: [...method.parameters(target)]
  }
}

/**
 * A stored model with the methods that there are now. What depends on the model alone is as it was stored; where the
 * library knows nothing of a method for this model, because it is newer, the model's file is opened again. A file that is
 * gone says so in the place of those methods. Each says how it does on this model, where that was tested.
 */
export async function withMethodsOfNow(store: Store, model: Model): Promise<Model> {
  const kept = await methodsOfNow(store, model)
  const { hash: modelHash, recipe, head } = kept
  const trustOf = ({ id, version }: Method): MethodOffer['trust'] =>
    store.library.trust.get({ modelHash, recipe, head, method: id, methodVersion: version, explain: 'change' })
  return {
    ...kept,
    methods: kept.methods.map((offered) => ({ ...offered, trust: trustOf(methodById(offered.id)) }))
  }
}

async function methodsOfNow(store: Store, model: Model): Promise<Model> {
  const stored = new Map(model.methods.map((known) => [known.id, known]))
  if (methods.every(({ id }) => stored.has(id))) {
    return { ...model, methods: methods.map((method) => ({ ...stored.get(method.id)!, ...about(method) })) }
  }
  try {
    const fresh = modelAnswer(await openKept(store, model.path), model.sample)
    if (fresh.hash === model.hash) return store.library.models.save({ ...fresh, name: model.name })
  } catch (error) {
    if (!isExpected(error)) throw error
  }
  const refused = `'${model.name}' is not at its place any more; open it again.`
  return {
    ...model,
    methods: methods.map((method) => {
      const known = stored.get(method.id)
      return known
        ? { ...known, ...about(method) }
        : { ...about(method), refused, trust: null, cost: 0, parameters: [] }
    })
  }
}
