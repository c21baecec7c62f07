import type { Engine } from '../../src/main/engine/engine.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import type { Method } from '../../src/main/saliency/method.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import { boardEventBars, boardEvents, boardEventTable, steeringBars } from './boardEvents.ts'
import { deletionBars, deletionTable, measureDeletions } from './deletions.ts'
import { erasedBars, erasedTable, movedByErasing } from './erasedBoards.ts'
import { evaluate } from './evaluate.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'
import { joined, type Part } from './part.ts'
import { methodRows } from './methodTable.ts'
import { measureSwaps, swapBars, swapTable } from './swaps.ts'
import { modelBars, report } from './report.ts'
import { storyRows } from './sampleStory.ts'

/** An honest and a cheating model of one network. */
export interface Pair {
  name: string
  models: Record<ModelName, SteeringModel>
}

/** Measures a pair on drives that neither of its models has seen. */
export async function measurePair(
  engine: Engine,
  { name, models }: Pair,
  methods: readonly Method[],
  drives: readonly EvaluationDrive[]
): Promise<Part> {
  const looks = await evaluate(engine, models, methods, drives)
  const events = await boardEvents(engine, models, methodById('gradient'), drives)
  const moved = await movedByErasing(engine, models, drives)
  const swaps = await measureSwaps(engine, models, drives)
  const deletions = await measureDeletions(engine, models, methods, drives)
  return joined({
    looks: { result: looks, text: `${name}: ${report(looks)}`, bars: modelBars(name, looks) },
    events: {
      result: events,
      text: boardEventTable(`${name} on all of them`, events),
      bars: boardEventBars(name, events)
    },
    erased: { result: moved, text: erasedTable(name, moved), bars: erasedBars(name, moved) },
    swaps: { result: swaps, text: swapTable(name, swaps), bars: swapBars(name, swaps) },
    deletions: {
      result: deletions,
      text: deletionTable(name, deletions),
      bars: deletionBars(name, deletions),
      tables: { [`${name} methods`]: methodRows(looks, deletions) }
    }
  })
}

/** Measures a pair on the drive that comes with Lanegaze. */
export async function measurePairOnSample(
  engine: Engine,
  { name, models }: Pair,
  method: Method,
  drive: EvaluationDrive
): Promise<Part> {
  const where = `${name} on the sample`
  const looks = await evaluate(engine, models, [method], [drive])
  const events = await boardEvents(engine, models, method, [drive])
  const moved = await movedByErasing(engine, models, [drive])
  const swaps = await measureSwaps(engine, models, [drive])
  return joined({
    looks: {
      result: looks,
      text: `${where}: ${report(looks)}`,
      bars: [],
      tables: { [`${name} beside each other`]: storyRows({ looks, events, moved, swaps }) }
    },
    swaps: { result: swaps, text: swapTable(where, swaps), bars: [] },
    events: {
      result: events,
      text: boardEventTable(where, events),
      bars: [...steeringBars(where, events), ...boardEventBars(where, events)]
    },
    erased: { result: moved, text: erasedTable(where, moved), bars: erasedBars(where, moved) }
  })
}
