import { correlation } from '../../shared/correlation.ts'
import { CancelledError } from '../../shared/errors.ts'
import type { HeadCurve, HeadCurves } from '../../shared/headCurves.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import type { Recordings } from '../library/recordings.ts'
import { chooseEngine } from '../engine/engines.ts'
import type { Graph } from '../model/graph/graph.ts'
import { steeringsGraph } from '../saliency/steering.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import { cutPicture } from './cutPicture.ts'
import { type DrivenSample, openDriven } from './drivenSample.ts'
import { createSteererByEach } from './steerer.ts'

/** Some tens of frames show what a curve does. */
const SAMPLE = { count: 64, most: 1200 }
/** Seconds for which pictures are kept that nobody asks about. */
const KEPT = 120
/** Fewer frames than this tell nothing. */
const FEWEST = 8

/** Draws what meanings of a model's outputs look like on a drive. */
export interface HeadCurveMaker {
  /**
   * Takes as long as the model for some tens of frames, and at first as the pictures of the drive, which are kept for the next
   * question about it. A model of several frames is shown each picture as all of them.
   * @param model read as the recipe says
   * @throws InputError where a head asks for what the model does not give, CancelledError
   */
  draw(
    model: { graph: Graph; recipe: Recipe },
    heads: readonly SteeringHead[],
    drive: Pick<StoredDrive, 'id' | 'path' | 'openWith' | 'signalSettings'>,
    signal: AbortSignal,
    onProgress?: (progress: RecipeSearchProgress) => void
  ): Promise<HeadCurves>
}

export function createHeadCurves(recordings: Recordings): HeadCurveMaker {
  /** The newest sample alone: some tens of megabytes. */
  let kept: { key: string; sample: DrivenSample } | null = null
  const forget = setTimeout(() => (kept = null), KEPT * 1000).unref()

  return {
    async draw({ graph, recipe }, heads, drive, signal, onProgress) {
      const named = Object.fromEntries(heads.map((head, i) => [String(i), head]))
      // Refused before any picture is read.
      const steered = steeringsGraph(graph, named)
      forget.refresh()
      const key = JSON.stringify([drive.id, drive.path, drive.openWith, drive.signalSettings])
      if (kept?.key !== key) {
        const driven = await openDriven(recordings, drive)
        kept = { key, sample: await driven.sample(SAMPLE, signal, onProgress) }
      }
      const { pictures, frames, times, recorded } = kept.sample
      const cut = pictures.map((picture) => ({ pixels: cutPicture(picture, recipe), before: [] }))
      if (signal.aborted) throw new CancelledError('The preview was stopped.')
      // A curve to choose by: that engines agree is looked at when something is analysed.
      const engine = await chooseEngine('auto')
      try {
        const session = await engine.load(steered)
        const steer = createSteererByEach(session, recipe, graph, Object.keys(named))
        const values = await steer(cut)
        session.dispose()
        const curves = heads.map((_, i) => curveOf(values[String(i)]!, recorded))
        return { frames, times, recorded, curves }
      } finally {
        engine.dispose()
      }
    }
  }
}

function curveOf(values: Float32Array, recorded: HeadCurves['recorded']): HeadCurve {
  const known = Array.from(values, (value) => (Number.isFinite(value) ? value : null))
  return { values: known, correlation: recorded && correlation(known, recorded.values, FEWEST) }
}
