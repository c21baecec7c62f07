import { InputError, UnavailableError } from '../../shared/errors.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Warning } from '../../shared/recording.ts'
import { quantise } from '../../shared/saliencyMap.ts'
import type { Engine, Session } from '../engine/engine.ts'
import { chooseEngine, createEngine } from '../engine/tensorflow.ts'
import { nodeOf, type Graph } from '../model/graph.ts'
import { prepareInput } from '../model/prepareInput.ts'
import type { ResultRow } from '../store/resultTables.ts'
import type { Job } from './openJob.ts'
import { BATCH } from './passPlan.ts'
import { REFERENCE, secondOpinion } from './secondOpinion.ts'

/** A picture as the decoder delivers it for the model: RGB, [height, width, 3], 8 bit. */
export interface InputPicture {
  frame: number
  rgb: Uint8Array
}

/** Runs a job's model and method on batches of pictures. */
export interface SaliencyRunner {
  /** One row a picture. @throws InputError where the model gives something that is not a finite number */
  run(pictures: readonly InputPicture[]): Promise<ResultRow[]>
  dispose(): void
}

type Outputs = Awaited<ReturnType<Session['run']>>

/** Makes model input of pictures: float32 [batch, height, width, channels], in memory that is used again. */
function inputMaker(recipe: Recipe, graph: Graph): (pictures: readonly InputPicture[]) => Float32Array {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  const pixels = recipe.resize.width * recipe.resize.height
  const values = new Float32Array(BATCH * size)
  return (pictures) => {
    pictures.forEach(({ rgb }, i) => prepareInput(rgb, pixels, recipe, values, i * size))
    return values.subarray(0, pictures.length * size)
  }
}

function notANumber(frame: number): InputError {
  return new InputError(
    `The model gives something that is not a number at frame ${frame}; check that its recipe is the one it was trained with.`
  )
}

/** Rows of the graph's outputs `steering`, float32 [batch, 1], and `map`, float32 [batch, height, width, 1]. */
export function toRows({ steering, map }: Outputs, graph: Graph, frames: readonly number[]): ResultRow[] {
  const [height, width] = nodeOf(graph, graph.outputs['map'] ?? '').shape
  if (!steering || !map || !height || !width) throw new Error('the saliency graph lacks steering or map')
  const size = height * width
  return frames.map((frame, i) => {
    const value = steering[i]!
    if (!Number.isFinite(value)) throw notANumber(frame)
    try {
      return { frame, steering: value, map: quantise(map.subarray(i * size, (i + 1) * size), width, height) }
    } catch (error) {
      // The one thing that it refuses in values of the right number: some that are not finite.
      throw error instanceof RangeError ? notANumber(frame) : error
    }
  })
}

/** The engine that was asked for; for a run that has begun the one that it began with. */
async function engineOf({ cache, run }: Job): Promise<{ engine: Engine; warnings: Warning[] }> {
  const facts = cache.run(run.id)
  if (!facts?.engine || cache.resultsDone(run.id) === 0) return { engine: await chooseEngine(run.engine), warnings: [] }
  try {
    return { engine: await createEngine(facts.engine), warnings: facts.warnings }
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    const engine = await chooseEngine('auto')
    const message = `The run was begun with ${facts.engine}, which is not there any more; from frame ${cache.resultsDone(run.id)} on it is computed with ${engine.id}.`
    return { engine, warnings: [...facts.warnings, { code: 'engine-changed', message }] }
  }
}

/**
 * Starts the engine of a job. The first batch of a run is computed by a second engine too, where there is one; where
 * they disagree, the run carries a warning and is computed by the reference engine.
 */
export async function startRunner(job: Job): Promise<SaliencyRunner> {
  const { cache, run, graph } = job
  const toInput = inputMaker(run.key.recipe, graph)
  let { engine, warnings } = await engineOf(job)
  let session = await engine.load(graph)
  let isChecked = cache.resultsDone(run.id) > 0

  function saveFacts(): void {
    cache.saveRun(run.id, { engine: engine.id, engineVersion: engine.version, warnings, failure: null })
  }

  async function check(input: Float32Array, batch: number, outputs: Outputs): Promise<Outputs> {
    isChecked = true
    const doubt = await secondOpinion(engine, graph, input, batch, outputs)
    warnings = doubt ? [doubt] : []
    if (!doubt || engine.id === REFERENCE) return outputs
    engine.dispose()
    engine = await createEngine(REFERENCE)
    session = await engine.load(graph)
    return session.run(input, batch)
  }

  if (isChecked) saveFacts()
  return {
    async run(pictures) {
      const input = toInput(pictures)
      const first = !isChecked
      let outputs = await session.run(input, pictures.length)
      if (first) {
        outputs = await check(input, pictures.length, outputs)
        saveFacts()
      }
      return toRows(
        outputs,
        graph,
        pictures.map(({ frame }) => frame)
      )
    },
    dispose() {
      session.dispose()
      engine.dispose()
    }
  }
}
