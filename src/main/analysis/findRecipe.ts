import { CancelledError, InputError } from '../../shared/errors.ts'
import { headInWords } from '../../shared/headWords.ts'
import type { RecipeFit, RecipeSearch, RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { Engine } from '../engine/engine.ts'
import type { SteeringModel } from '../model/model.ts'
import { outputShapes } from '../model/graph/outputShapes.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import { correlation } from '../../shared/correlation.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import { deviation } from '../../shared/deviation.ts'
import { spread } from '../recording/place/fingerprint.ts'
import { steeringsGraph } from '../saliency/steering.ts'
import { cutPicture, type Picture } from './cutPicture.ts'
import { recipeCandidates, variations, type RecipeCandidate } from './recipeCandidates.ts'
import { inWords } from './foundInWords.ts'
import { otherHeads } from './otherHeads.ts'
import { createSteererByEach } from './steerer.ts'

/** Fewer frames than this tell nothing of a recipe. */
const FEWEST = 8
/** Above this correlations differ by how pixels were rounded. */
const PERFECT = 0.9999
/** Rare recipes are looked at with one frame in so many first, and so many of them then with all. */
const GLANCE = 3
const PROMISING = 12
/** So many of the best are varied. */
const VARIED = 2
/** Below this a candidate is not worth being called a fit. */
const POOR = 0.5
/** A spread of predictions within this factor of the recorded one, either way, is taken as it is. */
const USUAL_SPREAD = Math.log(4)
/** What each further factor of e costs. */
const SPREAD_COST = 0.05
/** Another head is taken where it is better by so many standard errors: of many that are tried one may fit by chance. */
const SURELY = 2
/**
 * What every factor of e costs. On a hundred frames correlations of 0.98 are known to a few thousandths only: crops that
 * are nearly alike are told apart by whether they give the recorded range.
 */
const TIE_COST = 0.05

/** Who waits for a search: how to end it, and whom to tell how far it is. */
export interface SearchWatch {
  signal?: AbortSignal
  onProgress?: (progress: RecipeSearchProgress) => void
}

/** A sample of a drive: pictures in the size of the recording or smaller, all of one size, with the steering at each. */
export interface RecordedSample {
  pictures: readonly Picture[]
  /** Left-positive. */
  steering: readonly number[]
  /** True where the recorded steering and the model's have one unit. */
  comparable: boolean
}

/**
 * Tries the plausible recipes of a model on a sample of a drive, and ranks them by how well predicted and recorded
 * steering agree: by the size of their correlation, and, because a network may be nearly linear in the scale of its
 * input, by whether the predictions have about the spread of the recorded ones. What few people do is looked at with a part
 * of the frames first; where that does not promise anything it stays behind those that did.
 * A model of several frames is shown each picture as all of them. Beside the head that the model has, others that fit its
 * outputs are tried on the same runs; where one is surely better, the recipes are ranked by that, which is then told.
 * @throws InputError where the recorded steering does not vary enough to tell recipes apart, CancelledError when `signal`
 * ended the search
 */
export async function findRecipe(
  model: Pick<SteeringModel, 'graph' | 'head' | 'recipe'>,
  { pictures, steering, comparable }: RecordedSample,
  engine: Pick<Engine, 'load'>,
  { signal, onProgress }: SearchWatch = {}
): Promise<RecipeSearch> {
  if (pictures.length < FEWEST || !varies(steering)) {
    throw new InputError(
      `The recorded steering does not vary over the ${pictures.length} frames that were looked at; choose a drive with turns.`
    )
  }
  const { graph } = model
  const [height = 1, width = 1, channels = 3] = pictureOf(graph).shape
  const first = pictures[0]!
  const source = { width: first.width, height: first.height }
  const candidates = recipeCandidates({ height, width, channels }, source, model.recipe)
  const heads = [model.head, ...otherHeads(outputShapes(graph), model.head)]
  const named = Object.fromEntries(heads.map((head, i) => [String(i), head]))
  const session = await engine.load(steeringsGraph(graph, named))
  const cuts = new Map<string, Uint8Array[]>()
  const fits: RecipeFit[] = []
  const everyFrame = [...pictures.keys()]
  const few = steeredApart(steering, Math.max(2 * FEWEST, Math.ceil(pictures.length / GLANCE)))

  /** Which of the heads the recipes are ranked by. */
  let ranked = 0

  /** By each of the heads, as they are in `heads`. */
  async function fitsOf(
    candidate: RecipeCandidate,
    done: number,
    total: number,
    chosen: readonly number[] = everyFrame
  ): Promise<RecipeFit[]> {
    onProgress?.({ stage: 'comparing', done, total })
    // Whoever wants to stop it must come to speak: some engines never wait.
    await new Promise((resolve) => setImmediate(resolve))
    if (signal?.aborted) throw new CancelledError('The search was stopped.')
    const { crop, beforeResize, resize } = candidate.recipe
    const key = JSON.stringify([crop, beforeResize, resize])
    const cut = cuts.get(key) ?? pictures.map((picture) => cutPicture(picture, candidate.recipe))
    cuts.set(key, cut)
    const some = <T>(all: readonly T[]): T[] => chosen.map((i) => all[i]!)
    const steer = createSteererByEach(session, candidate.recipe, graph, Object.keys(named))
    const predicted = await steer(some(cut).map((pixels) => ({ pixels, before: [] })))
    return heads.map(({ unit }, i) =>
      judged(candidate, predicted[String(i)]!, some(steering), comparable && unit === model.head.unit)
    )
  }
  const fitOf = async (...of: Parameters<typeof fitsOf>): Promise<RecipeFit> => (await fitsOf(...of))[ranked]!

  try {
    const whole: RecipeFit[][] = []
    const glanced: RecipeFit[][] = []
    for (const [done, candidate] of candidates.entries()) {
      const found = await fitsOf(candidate, done, candidates.length, candidate.rare ? few : everyFrame)
      ;(candidate.rare && few.length < pictures.length ? glanced : whole).push(found)
    }
    ranked = surelyBetter(whole, pictures.length)
    fits.push(...whole.map((found) => found[ranked]!))
    const glances = glanced.map((found) => found[ranked]!).sort(byFit)
    const promising = glances.splice(0, PROMISING)
    let done = candidates.length
    let least = Infinity
    for (const glance of promising) {
      const fit = await fitOf(glance, done++, candidates.length + promising.length)
      least = Math.min(least, fit.fit)
      fits.push(fit)
    }
    fits.sort(byFit)
    const varied = fits[0]!.fit < PERFECT ? fits.slice(0, VARIED) : []
    const pairs = varied.flatMap((fit) => variations(fit).map((candidate) => ({ fit, candidate })))
    const total = done + pairs.length
    for (const { fit, candidate } of pairs) {
      const found = await fitOf(candidate, done++, total)
      // A step that changes next to nothing is not worth a line.
      if (!isAsGood(fit, found, pictures.length)) fits.push(found)
    }
    // A part of the frames may fit by chance: none of these is put before one that was looked at with all.
    fits.push(...glances.map((glance) => ({ ...glance, fit: Math.min(glance.fit, least) })))
    fits.sort(byFit)
  } finally {
    session.dispose()
  }
  const alike = fits.filter((fit) => isAsGood(fit, fits[0]!, pictures.length)).length
  const frames = pictures.length
  const isFound = Math.abs(fits[0]!.correlation ?? 0) >= POOR
  const told = { alike, frames, isFound }
  if (ranked === 0) return { fits, ...told, sentence: inWords(fits, told, model.recipe) }
  const { head, turned } = asRecorded(heads[ranked]!, fits)
  const better = `Steering is better taken from ${headInWords(head)}.`
  return { fits: turned, ...told, sentence: `${better} ${inWords(turned, told, model.recipe)}`, head }
}

/** Of the fits of all recipes by each head, the head that is surely better than the first with its best recipe; else 0. */
function surelyBetter(found: readonly (readonly RecipeFit[])[], frames: number): number {
  const best = (head: number): number => Math.max(...found.map((fits) => fits[head]!.fit))
  const all = found[0]!.map((_, head) => best(head))
  const highest = all.indexOf(Math.max(...all))
  const isBetter = all[highest]! >= POOR && fisher(all[highest]!) - fisher(all[0]!) > SURELY * errorOf(frames)
  return isBetter ? highest : 0
}

/** A head with the sign by which it steers as was recorded, and its fits with that sign. */
function asRecorded(head: SteeringHead, fits: readonly RecipeFit[]): { head: SteeringHead; turned: RecipeFit[] } {
  if ((fits[0]?.correlation ?? 0) >= 0) return { head, turned: [...fits] }
  const turned = fits.map(({ correlation: r, range, ...fit }): RecipeFit => ({
    ...fit,
    correlation: r === null ? null : -r,
    range: range && [-range[1], -range[0]]
  }))
  return { head: { ...head, positive: head.positive === 'left' ? 'right' : 'left' }, turned }
}

/** Up to `most` frames that steer as differently as all do, the extremes among them: by chance a few may steer alike. */
function steeredApart(steering: readonly number[], most: number): number[] {
  const byValue = [...steering.keys()].sort((a, b) => steering[a]! - steering[b]!)
  return spread(steering.length, most)
    .map((rank) => byValue[rank]!)
    .sort((a, b) => a - b)
}

const byFit = (a: RecipeFit, b: RecipeFit): number => b.fit - a.fit

function judged(
  { recipe, label }: RecipeCandidate,
  predicted: Float32Array,
  recorded: readonly number[],
  comparable: boolean
): RecipeFit {
  const frames = predicted.length
  // Numbers out of the float's range say no more than that the scale is wrong.
  if (!predicted.every(Number.isFinite))
    return { recipe, label, frames, correlation: null, range: null, spread: null, fit: 0 }
  const range: [number, number] = [Math.min(...predicted), Math.max(...predicted)]
  const r = correlation(predicted, recorded, FEWEST)
  const ratio = deviation([...predicted]) / deviation(recorded)
  const away = comparable && ratio > 0 ? Math.abs(Math.log(ratio)) : 0
  const cost = SPREAD_COST * Math.max(0, away - USUAL_SPREAD) + TIE_COST * away
  const fit = r === null ? 0 : Math.max(0, Math.abs(r) - cost)
  return { recipe, label, frames, correlation: r, range, spread: comparable ? ratio : null, fit }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length
}

/** False where values differ by no more than the precision of their numbers. */
function varies(values: readonly number[]): boolean {
  return deviation(values) > 1e-6 * Math.abs(mean(values))
}

/** Whether the best of one search is surely better than that of another over as many frames. */
export function isSurelyBetter(one: RecipeSearch, other: RecipeSearch): boolean {
  const [a, b] = [one, other].map(({ fits }) => fisher(fits[0]?.fit ?? 0))
  return one.isFound && a! - b! > SURELY * errorOf(one.frames)
}

/**
 * True where a fit is no further from the best than a correlation over so many frames is known: one standard error of
 * Fisher's z = atanh(r), which is 1 / sqrt(frames - 3).
 */
function isAsGood({ fit }: RecipeFit, best: RecipeFit, frames: number): boolean {
  return fisher(best.fit) - fisher(fit) < errorOf(frames)
}

const fisher = (r: number): number => Math.atanh(Math.min(r, PERFECT))
const errorOf = (frames: number): number => 1 / Math.sqrt(frames - 3)
