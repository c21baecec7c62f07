import { InputError, sentence, UnavailableError } from '../../shared/errors.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Warning } from '../../shared/recording.ts'
import { quantise } from '../../shared/saliencyMap.ts'
import type { EngineId } from '../../shared/engines.ts'
import { referenceEngine } from '../engine/engines.ts'
import type { Graph } from '../model/graph/graph.ts'
import { frameInput } from '../model/input/frameInput.ts'
import type { Explained } from '../saliency/method.ts'
import type { ResultRow } from '../store/resultTables.ts'
import {
  type Candidates,
  end,
  explainOn,
  loadCandidates,
  loadOn,
  tryEngines,
  type StartedEngine
} from './engineTrial.ts'
import type { Job } from './openJob.ts'
import { BATCH } from './passPlan.ts'

/** A picture as the decoder delivers it for the model: RGB, [height, width, 3], 8 bit. */
export interface InputPicture {
  frame: number
  rgb: Uint8Array
}

/** Runs a job's model and method on batches of pictures. */
export interface SaliencyRunner {
  /** Begins to load what `run` needs, which takes about a second. */
  load(): void
  /** One row a picture. @throws InputError where the model gives something that is not a finite number */
  run(pictures: readonly InputPicture[]): Promise<ResultRow[]>
  /** Sees pictures that have their rows: models of several frames need those before. */
  remember(pictures: readonly InputPicture[]): void
  dispose(): void
}

/** What is run. */
type RunnersJob = Pick<Job, 'run' | 'explanation' | 'cost'>

/** A run that has rows from before. */
export interface BegunRun {
  engine: EngineId
  warnings: readonly Warning[]
  /** The first frame without a row. */
  from: number
}

/** Makes model input of the next pictures: float32 [batch, height, width, depth], in memory that is used again. */
function inputMaker(recipe: Recipe, graph: Graph): (pictures: readonly InputPicture[]) => Float32Array {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  const values = new Float32Array(BATCH * size)
  const input = frameInput(recipe, graph)
  return (pictures) => {
    pictures.forEach(({ rgb }, i) => input.next(rgb, values, i * size))
    return values.subarray(0, pictures.length * size)
  }
}

function notANumber(frame: number): InputError {
  return new InputError(
    `The model gives something that is not a number at frame ${frame}; check that its recipe is the one it was trained with.`
  )
}

/** Rows of what the method made of pictures of `graph`'s size. */
export function toRows({ steering, map }: Explained, graph: Graph, frames: readonly number[]): ResultRow[] {
  const [height, width] = graph.input.shape as [number, number]
  return frames.map((frame, i) => {
    const value = steering[i]!
    const values = map.subarray(i * height * width, (i + 1) * height * width)
    if (!Number.isFinite(value)) throw notANumber(frame)
    try {
      return { frame, steering: value, map: quantise(values, width, height) }
    } catch (error) {
      // The one thing that it refuses in values of the right number: some that are not finite.
      throw error instanceof RangeError ? notANumber(frame) : error
    }
  })
}

/** Chooses the engine of a run that begins, by its first pictures. */
async function begin(
  job: RunnersJob,
  loading: Promise<Candidates>,
  pictures: Float32Array,
  batch: number
): Promise<StartedEngine> {
  const { explanation, cost } = job
  const asked = askedFor(job)
  try {
    return await tryEngines(await loading, asked, explanation, pictures, batch, cost)
  } catch (error) {
    if (asked !== 'ort-gpu' || !(error instanceof UnavailableError)) throw error
    const others = await loadCandidates(null, explanation)
    const started = await tryEngines(others, null, explanation, pictures, batch, cost)
    const message = `${sentence(error)} The run is computed with ${started.engine.id}.`
    return { ...started, warnings: [{ code: 'engine-changed', message }, ...started.warnings] }
  }
}

/** Null where Lanegaze is to choose. */
function askedFor({ run }: RunnersJob): EngineId | null {
  return run.engine === 'auto' ? null : run.engine
}

/** Goes on with the engine that a run began with, so that its numbers are the same to the bit. */
async function goOn({ explanation }: RunnersJob, { engine, warnings, from }: BegunRun): Promise<StartedEngine> {
  try {
    return { ...(await loadOn(engine, explanation)), warnings: [...warnings] }
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    const started = await loadOn(referenceEngine(), explanation)
    const message = `The run was begun with ${engine}, which is not there any more; from frame ${from} on it is computed with ${started.engine.id}.`
    return { ...started, warnings: [...warnings, { code: 'engine-changed', message }] }
  }
}

/** What a method tells of itself on the first pictures of a run. */
function residueWarnings({ residue }: Explained): Warning[] {
  if (!residue) return []
  const median = residue.toSorted()[residue.length >> 1]!
  const message = `On the first frames the map's values miss what they should sum up to by ${(100 * median).toPrecision(2)} % (median); more steps lessen it.`
  return [{ code: 'residue', message }]
}

/**
 * Prepares the engine of a job. A run that begins is tried on several engines with its first batch, and computed by the
 * one chosen; a run that goes on is computed by the engine that it began with.
 * @param begun null for a run that begins
 * @param onEngine is told the engine, and what there is to say about it, before the first rows are given
 */
export async function startRunner(
  job: RunnersJob,
  begun: BegunRun | null,
  onEngine: (started: StartedEngine) => void
): Promise<SaliencyRunner> {
  const { run, explanation } = job
  const toInput = inputMaker(run.key.recipe, explanation.graph)
  let started = begun ? await goOn(job, begun) : null
  if (started) onEngine(started)
  let loading: Promise<Candidates> | null = null
  const load = (): Promise<Candidates> => (loading ??= loadCandidates(askedFor(job), explanation))
  return {
    load() {
      if (!started) load().catch(() => undefined) // `run` says it
    },
    async run(pictures) {
      const input = toInput(pictures)
      const isFirst = started === null
      started ??= await begin(job, load(), input, pictures.length)
      const explained = await explainOn(started.session, explanation, input, pictures.length)
      if (isFirst) onEngine({ ...started, warnings: [...started.warnings, ...residueWarnings(explained)] })
      return toRows(
        explained,
        explanation.graph,
        pictures.map(({ frame }) => frame)
      )
    },
    remember(pictures) {
      toInput(pictures)
    },
    dispose() {
      if (started) started.engine.dispose()
      else loading?.then(end).catch(() => undefined)
    }
  }
}
