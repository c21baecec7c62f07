import type { z } from 'zod'
import { InputError, NotFoundError } from '../../shared/errors.ts'
import type { AskIntervention, Intervention } from '../../shared/intervention.ts'
import { allSeen } from '../../shared/seenPixels.ts'
import { openUnchanged } from '../library/openedModel.ts'
import { SURE_ENOUGH } from '../lanes/authority.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { driveLanes } from './driveLanes.ts'
import { collected, evenly } from './evenly.ts'
import { intervene, type KnownFrame } from './intervene.ts'
import { loadTested, type TestedModel } from './testedModel.ts'

/** Frames of a stretch that are tried, and frames of elsewhere whose content hides. */
const TRIED = 12
const DONORS = 4
/** A model that was asked lately is asked again sooner than it loads. */
const KEPT_MS = 60_000

/** Answers what becomes of the steering of runs when something is hidden. */
export interface Interventions {
  /** @throws InputError where there is nothing to hide, NotFoundError for a run or a frame that is not there */
  of(run: StoredRun, asked: z.output<typeof AskIntervention>, stop: AbortSignal): Promise<Intervention>
  /** Waits for the answer that is under way. */
  close(): Promise<void>
}

export function createInterventions({ library, cache: cacheOf }: Store): Interventions {
  let held: { runId: string; tested: Promise<TestedModel> } | null = null
  let timer: NodeJS.Timeout | undefined
  /** One after the other: a model must not go while it is asked. */
  let before: Promise<unknown> = Promise.resolve()

  function release(): void {
    clearTimeout(timer)
    held?.tested.then((tested) => tested.dispose()).catch(() => undefined) // whoever waits for it is told
    held = null
  }

  async function load({ driveId, modelId, ...run }: StoredRun): Promise<TestedModel> {
    const { modelHash, recipe } = run.key
    const { graph } = await openUnchanged({ ...library.models.get(modelId), hash: modelHash }, recipe)
    // A cache may be closed, and opened again, while the model waits.
    const pictures = { picture: (frame: number) => cacheOf(driveId).picture(frame) }
    return loadTested({ ...pictures, run: (id) => cacheOf(driveId).run(id) }, library.drives.get(driveId), run, graph)
  }

  function testedOf(run: StoredRun): Promise<TestedModel> {
    if (held?.runId !== run.id) {
      release()
      const tested = load(run)
      held = { runId: run.id, tested }
      tested.catch(() => held?.tested === tested && release())
    }
    clearTimeout(timer)
    timer = setTimeout(() => void before.finally(release), KEPT_MS).unref()
    return held.tested
  }

  async function answer(
    run: StoredRun,
    { first, last, frame: shown, region }: z.output<typeof AskIntervention>,
    stop: AbortSignal
  ): Promise<Intervention> {
    const cache = cacheOf(run.driveId)
    const drive = library.drives.get(run.driveId)
    const done = cache.resultsDone(run.id)
    if (last >= done) throw new InputError(`Frame ${last} is not analysed (yet).`)
    const lanes = driveLanes(library, cache, drive)
    const tested = await testedOf(run)
    const stretch = Array.from({ length: last - first + 1 }, (_, i) => first + i)
    const chosen = [...new Set([...evenly(stretch, TRIED), shown])].sort((a, b) => a - b)
    const beyond = Array.from({ length: done }, (_, i) => i).filter((frame) => frame < first || frame > last)
    const others = evenly(beyond, DONORS)
    const known: KnownFrame[] = []
    for await (const frame of tested.frames(chosen, stop)) {
      const at = lanes.at(frame.frame)
      const lane = at && at.confidence >= SURE_ENOUGH ? at.polygon : null
      // The run may have been removed meanwhile.
      const map = cache.map(run.id, frame.frame)
      if (!map) throw new NotFoundError(`Frame ${frame.frame} is not analysed (any more).`)
      known.push({ ...frame, lane, map })
    }
    const donors = (await collected(tested.frames(others, stop))).map(({ pixels }) => pixels)
    const { recipe, head } = run.key
    const seen = cache.seenPixels(run.id) ?? allSeen(known[0]!.map)
    const about = { recipe, size: drive, seen, unit: head.unit }
    return intervene(known, donors, { region: region ?? null, shown }, about, tested.steer)
  }

  return {
    of(run, asked, stop) {
      const answered = before.then(() => answer(run, asked, stop))
      before = answered.catch(() => undefined) // told to whoever asked
      return answered
    },
    close: () => before.then(release)
  }
}
