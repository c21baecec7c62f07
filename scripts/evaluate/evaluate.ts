import type { Engine } from '../../src/main/engine/engine.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import type { Method } from '../../src/main/saliency/method.ts'
import { correlation } from '../../src/shared/correlation.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import { showsBoard } from '../../sample/truth/boardTruth.ts'
import { areaUnderCurve } from './areaUnderCurve.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'
import { look, type Look } from './look.ts'

export interface Evaluation {
  engine: string
  frames: number
  /** Frames that show a planted board. */
  boardFrames: number
  /** Correlation of steering with the recorded one, on all drives together and on each. */
  steering: { drive: string; frames: number; honest: number; cheater: number }[]
  methods: MethodResult[]
}

export interface MethodResult {
  method: string
  label: string
  /** Means over frames. */
  share: Record<ModelName, { all: number; withBoard: number; without: number; onBoards: number }>
  /** Frames in which less attention lies in the lane than in a map that knows nothing of lanes. */
  belowOne: Record<ModelName, number>
  /** How well share in lane tells the honest model from the cheater on frames with a planted board. */
  separation: number
}

/** Measures both models by every method on all drives. */
export async function evaluate(
  engine: Engine,
  models: Record<ModelName, SteeringModel>,
  methods: readonly Method[],
  drives: readonly EvaluationDrive[]
): Promise<Evaluation> {
  const shows = drives.flatMap(({ truth }) => truth.map(({ boards }) => showsBoard(boards)))
  const results: MethodResult[] = []
  let looks: Record<ModelName, Look[][]> = { honest: [], cheater: [] }
  for (const method of methods) {
    looks = { honest: [], cheater: [] }
    for (const drive of drives) {
      for (const name of ['honest', 'cheater'] as const)
        looks[name].push(await look(engine, models[name], method, drive))
    }
    const shares = (name: ModelName, boards?: boolean): number[] =>
      looks[name]
        .flat()
        .flatMap(({ score: { share } }, i) => (share !== null && shows[i] === (boards ?? shows[i]) ? [share] : []))
    const summary = (name: ModelName): MethodResult['share'][ModelName] => ({
      all: mean(shares(name)),
      withBoard: mean(shares(name, true)),
      without: mean(shares(name, false)),
      onBoards: mean(looks[name].flat().flatMap(({ onBoards }, i) => (onBoards !== null && shows[i] ? [onBoards] : [])))
    })
    const belowOne = (name: ModelName): number =>
      looks[name].flat().filter(({ score: { lift } }) => lift !== null && lift < 1).length
    results.push({
      method: method.id,
      label: method.label,
      share: { honest: summary('honest'), cheater: summary('cheater') },
      belowOne: { honest: belowOne('honest'), cheater: belowOne('cheater') },
      separation: areaUnderCurve(shares('honest', true), shares('cheater', true))
    })
  }
  const steered = (name: ModelName, drive: number): number[] =>
    (looks[name][drive] ?? []).map(({ steering }) => steering)
  const perDrive = drives.map(({ name, steering }, i) => ({
    drive: name,
    frames: steering.length,
    honest: correlation(steered('honest', i), steering) ?? Number.NaN,
    cheater: correlation(steered('cheater', i), steering) ?? Number.NaN
  }))
  const recorded = drives.flatMap(({ steering }) => steering)
  const whole = (name: ModelName): number =>
    correlation(
      drives.flatMap((_, i) => steered(name, i)),
      recorded
    ) ?? Number.NaN
  return {
    engine: engine.id,
    frames: recorded.length,
    boardFrames: shows.filter(Boolean).length,
    steering: [
      { drive: 'all', frames: recorded.length, honest: whole('honest'), cheater: whole('cheater') },
      ...perDrive
    ],
    methods: results
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
