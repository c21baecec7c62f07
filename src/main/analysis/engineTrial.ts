import { sentence, UnavailableError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import { agreement, disagreement, kinks } from '../engine/agree.ts'
import type { EngineId } from '../../shared/engines.ts'
import type { Engine, Session } from '../engine/engine.ts'
import { availableEngines, createEngine, referenceEngine } from '../engine/engines.ts'
import type { Explained, Explanation } from '../saliency/method.ts'

/** Pictures are tried as long as they cost no more runs of the model than this: no method makes a start slow. */
const RUNS = 64

/**
 * A slower one of the list must be this much faster than the best so far: engines that are about equal are not chosen
 * between by chance.
 */
const MARGIN = 1.5

/** An engine that has a job's graph loaded. */
export interface LoadedEngine {
  engine: Engine
  session: Session
}

/** The engine that a job goes on with, and what there is to say about it. */
export interface StartedEngine extends LoadedEngine {
  warnings: Warning[]
}

/** What one engine made of the pictures tried, and how long it took. */
export interface Trial {
  id: EngineId
  outputs: Explained
  seconds: number
}

/** Loads a graph on an engine. */
export async function loadOn(id: EngineId, { graph }: Pick<Explanation, 'graph'>): Promise<LoadedEngine> {
  const engine = await createEngine(id)
  try {
    return { engine, session: await engine.load(graph) }
  } catch (error) {
    engine.dispose()
    throw error
  }
}

/** Explains pictures, float32 [batch, height, width, channels], on a session. */
export function explainOn(
  session: Session,
  explanation: Explanation,
  pictures: Float32Array,
  batch: number
): Promise<Explained> {
  return explanation.explain((input, size) => session.run(input, size), pictures, batch)
}

/**
 * Which engine to use after all of `trials`, the preferred first, were measured: the fastest where all agree with the
 * reference within 1e-4 relative on steering and map (but for the kinks of ReLUs); else the reference, with a warning that names the worst.
 */
export function judgeTrials(trials: readonly Trial[], reference: EngineId): { id: EngineId; warnings: Warning[] } {
  const believed = trials.find(({ id }) => id === reference) ?? trials[0]!
  const worst = trials
    .map((trial) => ({ id: trial.id, by: difference(trial.outputs, believed.outputs) }))
    .reduce((a, b) => (b.by > a.by ? b : a))
  if (worst.by > agreement) {
    const message = `The engines ${worst.id} and ${believed.id} differ by ${worst.by.toExponential(1)} (relative) on this model's first frames; ${believed.id} is used.`
    return { id: believed.id, warnings: [{ code: 'engines-disagree', message }] }
  }
  const fastest = trials.reduce((best, next) => (next.seconds * MARGIN < best.seconds ? next : best))
  return { id: fastest.id, warnings: [] }
}

/** The larger of the disagreements on steering and on the maps. */
function difference(mine: Explained, theirs: Explained): number {
  return Math.max(disagreement(mine.steering, theirs.steering), disagreement(mine.map, theirs.map, kinks))
}

/** Engines that one is to be chosen of, with a job's graph loaded, the preferred first. */
export interface Candidates {
  loaded: Map<EngineId, LoadedEngine>
  /** Those that could not load it, and why. */
  failed: Map<EngineId, unknown>
}

/**
 * Loads what there is to choose of: ONNX Runtime and TensorFlow.js, or, where `asked` is one of them, that one beside a
 * second opinion. One that cannot load it is left out.
 * @throws UnavailableError where the one asked for does not start
 */
export async function loadCandidates(
  asked: EngineId | null,
  explanation: Pick<Explanation, 'graph'>
): Promise<Candidates> {
  const reference = referenceEngine()
  // Where TensorFlow.js runs natively, WebAssembly would only tell the same more slowly.
  const installed = (await availableEngines()).filter((id) => id !== 'tf-wasm' || id === reference)
  const second = asked === reference ? installed.find((id) => id !== asked) : reference
  const ids = asked === null ? installed : [asked, ...(second ? [second] : [])]
  const candidates: Candidates = { loaded: new Map(), failed: new Map() }
  // One after the other: TensorFlow.js has one state for all its backends.
  for (const id of ids) {
    try {
      candidates.loaded.set(id, await loadOn(id, explanation))
    } catch (error) {
      if (id === asked && error instanceof UnavailableError) {
        end(candidates)
        throw error
      }
      candidates.failed.set(id, error)
    }
  }
  return candidates
}

export function end({ loaded }: Candidates): void {
  for (const { engine } of loaded.values()) engine.dispose()
}

/**
 * Measures the candidates on the first pictures of a job, chooses one, and ends the others. One that fails on them is left
 * out with a warning.
 * @param asked the one that is taken however fast it is; null for the fastest
 * @param cost runs of the model that a picture costs
 * @throws what the first failed with, where all do
 */
export async function tryEngines(
  candidates: Candidates,
  asked: EngineId | null,
  explanation: Explanation,
  pictures: Float32Array,
  batch: number,
  cost: number
): Promise<StartedEngine> {
  const tried = Math.min(batch, Math.max(1, Math.floor(RUNS / cost)))
  const part = pictures.subarray(0, (pictures.length / batch) * tried)

  const loaded = new Map(candidates.loaded)
  const failed = new Map(candidates.failed)
  try {
    const entries = Array.from(loaded, ([id, { session }]) => ({
      id,
      work: () => explainOn(session, explanation, part, tried)
    }))
    const trials = await measured(entries, asked === null ? TIMED_RUNS : 0, failed)
    if (trials.length === 0) throw failed.values().next().value
    const { id, warnings } = judgeTrials(asked === null ? trials : trials.map(preferred(asked)), referenceEngine())
    const chosen = loaded.get(id)!
    loaded.delete(id)
    return { ...chosen, warnings: [...leftOut(failed, id, trials.length), ...warnings] }
  } finally {
    end({ loaded, failed })
  }
}

/** What is to be known of engines that cannot run a model. */
function leftOut(failed: Candidates['failed'], used: EngineId, tried: number): Warning[] {
  return Array.from(failed, ([id, error]) => {
    const [why] = sentence(error).split('\n')
    const rest = tried > 1 ? `${used} is used` : `${used} is used, compared with no other`
    return { code: 'engine-left-out', message: `The engine ${id} cannot run this model; ${rest} (${why}).` }
  })
}

/** The engine that was asked for is used however long it takes. */
function preferred(asked: EngineId): (trial: Trial) => Trial {
  return (trial) => ({ ...trial, seconds: trial.id === asked ? 0 : Infinity })
}

/** Runs that are timed; the fastest counts, for whatever else the machine does can only slow one down. */
const TIMED_RUNS = 3

/**
 * The first run of each starts up whatever an engine starts late, and is not timed. Then they take turns: the decoder
 * fills its queues meanwhile, and who always came last would have the machine for itself.
 * @param failed gets those that fail, which are not among the trials
 */
async function measured(
  entries: readonly { id: EngineId; work: () => Promise<Explained> }[],
  rounds: number,
  failed: Candidates['failed']
): Promise<Trial[]> {
  const trials: (Trial & { work: () => Promise<Explained> })[] = []
  for (const { id, work } of entries) {
    try {
      trials.push({ id, outputs: await work(), seconds: Infinity, work })
    } catch (error) {
      failed.set(id, error)
    }
  }
  for (let round = 0; round < rounds; round++)
    for (const trial of trials) {
      const started = performance.now()
      await trial.work()
      trial.seconds = Math.min(trial.seconds, (performance.now() - started) / 1000)
    }
  return trials
}
