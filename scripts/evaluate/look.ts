import type { Engine } from '../../src/main/engine/engine.ts'
import { createMassMeter, emptyMasses } from '../../src/main/attention/laneMasses.ts'
import { scoresOf } from '../../src/main/attention/scores.ts'
import { prepareInput } from '../../src/main/model/input/prepareInput.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import type { Method } from '../../src/main/saliency/method.ts'
import { seenBySteering } from '../../src/main/saliency/seenPixels.ts'
import type { FrameScore } from '../../src/shared/frameScore.ts'
import type { Polygon } from '../../src/shared/lanes.ts'
import { quantise } from '../../src/shared/saliencyMap.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'

/** Where a model looked in one frame, against the truth. */
export interface Look {
  /** Normalised, left-positive. */
  steering: number
  /** What the map scores with the true corridor of the own lane. */
  score: FrameScore
  /** Share of the map on planted boards; null where there is none. */
  onBoards: number | null
}

const batch = 32

/** Runs a model and a method over a drive and scores every map as the app does. */
export async function look(
  engine: Engine,
  model: SteeringModel,
  method: Method,
  drive: EvaluationDrive
): Promise<Look[]> {
  const explanation = method.build({ graph: model.graph, head: model.head }, 'change')
  const session = await engine.load(explanation.graph)
  const [height = 0, width = 0, channels = 0] = model.graph.input.shape
  const size = height * width * channels
  const measure = createMassMeter(model.recipe, drive, seenBySteering(model))
  const looks: Look[] = []
  for (let from = 0; from < drive.inputs.length; from += batch) {
    const pictures = drive.inputs.slice(from, from + batch)
    const values = new Float32Array(pictures.length * size)
    pictures.forEach((rgb, i) => prepareInput(rgb, height * width, model.recipe, values, i * size))
    const { steering, map } = await explanation.explain(
      (input, size) => session.run(input, size),
      values,
      pictures.length
    )
    pictures.forEach((_, i) => {
      const frame = drive.truth[from + i]
      if (!frame) throw new Error('the truth lacks a frame')
      const kept = quantise(map.subarray(i * height * width, (i + 1) * height * width), width, height)
      const on = (polygon: Polygon | null): FrameScore => {
        const masses = emptyMasses(1)
        measure(masses, 0, kept, polygon && { polygon, confidence: 1, source: 'drawn' })
        return scoresOf(masses, masses.atMargin[0]!)[0]!
      }
      const boards = frame.boards.map(
        ({ left, top, right, bottom }) =>
          on([
            [left, top],
            [right, top],
            [right, bottom],
            [left, bottom]
          ]).share
      )
      const seen = boards.filter((share) => share !== null)
      looks.push({
        steering: steering[i] ?? NaN,
        score: on(frame.corridor),
        onBoards: seen.length
          ? Math.min(
              1,
              seen.reduce((a, b) => a + b, 0)
            )
          : null
      })
    })
  }
  session.dispose()
  return looks
}
