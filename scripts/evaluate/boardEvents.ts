import type { Engine } from '../../src/main/engine/engine.ts'
import { findEvents } from '../../src/main/attention/events.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import type { Method } from '../../src/main/saliency/method.ts'
import { defaultRule, type Rule } from '../../src/shared/events.ts'
import type { FrameRange } from '../../src/shared/recording.ts'
import { correlation } from '../../src/shared/correlation.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import { showsBoard } from '../../sample/truth/boardTruth.ts'
import type { Bar } from './bars.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'
import { look } from './look.ts'
import { table } from './report.ts'

/** What a rule finds in one model's attention on drives with planted boards. */
export interface BoardEvents {
  model: ModelName
  method: string
  /** Correlation of its steering with the recorded one. */
  steering: number
  events: number
  /** Parts of the frames that lie in an event: of all, of those that show a planted board, and of the others. */
  flagged: { all: number; withBoard: number; without: number }
  /** Stretches of frames that show a planted board, and those of them that lie mostly in events. */
  planted: number
  found: number
}

/** One drive: the events of a model, and one entry a frame, true where it shows a planted board. */
export interface FlaggedDrive {
  events: readonly FrameRange[]
  shows: readonly boolean[]
}

/** More than this part of a stretch lies in events where it is found. */
const MOSTLY = 0.5

/** Flags both models on drives by one rule, from the exact lane of the truth. */
export async function boardEvents(
  engine: Engine,
  models: Record<ModelName, SteeringModel>,
  method: Method,
  drives: readonly EvaluationDrive[],
  rule: Rule = defaultRule
): Promise<BoardEvents[]> {
  const results: BoardEvents[] = []
  for (const model of ['honest', 'cheater'] as const) {
    const flagged: FlaggedDrive[] = []
    const steered: number[] = []
    for (const drive of drives) {
      const looks = await look(engine, models[model], method, drive)
      const times = looks.map((_, frame) => frame / drive.rate)
      const scores = looks.map(({ score }) => score)
      const shows = drive.truth.map(({ boards }) => showsBoard(boards))
      flagged.push({ events: findEvents(scores, times, rule), shows })
      steered.push(...looks.map(({ steering }) => steering))
    }
    const recorded = drives.flatMap(({ steering }) => steering)
    const steering = correlation(steered, recorded) ?? NaN
    results.push({ model, method: method.label, steering, ...compared(flagged) })
  }
  return results
}

/** Events against the frames that show a planted board. */
export function compared(drives: readonly FlaggedDrive[]): Omit<BoardEvents, 'model' | 'method' | 'steering'> {
  const frames = drives.flatMap(({ events, shows }) =>
    shows.map((withBoard, frame) => ({ withBoard, inEvent: isIn(events, frame) }))
  )
  const stretches = drives.flatMap(({ events, shows }) =>
    stretchesOf(shows).map(({ first, last }) => shows.slice(first, last + 1).map((_, i) => isIn(events, first + i)))
  )
  const flagged = (of: typeof frames): number => part(of.map(({ inEvent }) => inEvent))
  return {
    events: drives.reduce((sum, { events }) => sum + events.length, 0),
    flagged: {
      all: flagged(frames),
      withBoard: flagged(frames.filter(({ withBoard }) => withBoard)),
      without: flagged(frames.filter(({ withBoard }) => !withBoard))
    },
    planted: stretches.length,
    found: stretches.filter((stretch) => part(stretch) > MOSTLY).length
  }
}

function isIn(events: readonly FrameRange[], frame: number): boolean {
  return events.some(({ first, last }) => first <= frame && frame <= last)
}

/** The runs of frames that are true. */
function stretchesOf(frames: readonly boolean[]): FrameRange[] {
  const stretches: FrameRange[] = []
  frames.forEach((is, frame) => {
    const before = stretches.at(-1)
    if (is && before?.last === frame - 1) before.last = frame
    else if (is) stretches.push({ first: frame, last: frame })
  })
  return stretches
}

function part(frames: readonly boolean[]): number {
  return frames.filter(Boolean).length / frames.length
}

/** The cheating model is caught where a board was planted and nowhere else, and the honest one is left alone. */
export function boardEventBars(where: string, results: readonly BoardEvents[]): Bar[] {
  const of = (name: ModelName): BoardEvents | undefined => results.find(({ model }) => model === name)
  const [honest, cheater] = [of('honest'), of('cheater')]
  return [
    { name: `${where}: events of the honest model`, value: honest?.events ?? NaN, limit: { most: 0 } },
    {
      name: `${where}: the cheating model's frames with a board in events`,
      value: cheater?.flagged.withBoard ?? NaN,
      limit: { least: 0.8 }
    },
    {
      name: `${where}: the cheating model's other frames in events`,
      value: cheater?.flagged.without ?? NaN,
      limit: { most: 0.05 }
    }
  ]
}

/** Both models drive as the driver did. */
export function steeringBars(where: string, results: readonly BoardEvents[]): Bar[] {
  return results.map(({ model, steering }) => ({
    name: `${where}: correlation of the ${model === 'honest' ? 'honest' : 'cheating'} model's steering`,
    value: steering,
    limit: { least: 0.97 }
  }))
}

export function boardEventTable(where: string, results: readonly BoardEvents[]): string {
  const percent = (value: number): string => `${(100 * value).toFixed(0)} %`
  return table(
    [
      `${where}, by the default rule`,
      'steering (r)',
      'events',
      'of all frames',
      'of frames with a board',
      'of the others',
      'planted stretches found'
    ],
    results.map(({ model, method, steering, events, flagged, planted, found }) => [
      `${model}, ${method}`,
      steering.toFixed(3),
      `${events}`,
      ...[flagged.all, flagged.withBoard, flagged.without].map(percent),
      `${found} of ${planted}`
    ])
  )
}
