import type { Steps, StepTaken } from '../../shared/api.ts'
import { Reviewer } from '../../shared/api.ts'
import { clock } from '../../shared/numbersInWords.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { EditedTable } from '../store/changedRows.ts'
import type { Library } from '../store/library.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { TakenStep } from '../store/stepTable.ts'
import { eventId } from './reviewedEvents.ts'
import type { Reviews } from './reviews.ts'

// Everything that a person does to a drive is a step that they can undo: it goes through one of these.

const setting = 'reviewer'

/** Who reviews here; '' where they gave no name. */
export function reviewerOf({ settings }: Pick<Library, 'settings'>): string {
  return settings.get(setting, Reviewer)?.name ?? ''
}

/** Notes who reviews from now on. What they undo is what they did. */
export function setReviewer({ settings }: Pick<Library, 'settings'>, reviewer: Reviewer): void {
  settings.set(setting, reviewer)
}

/** An edit of events, as one step. @param what such as 'confirm'; which events is added to it */
export function editEvents<T>(
  { store, measured }: Reviews,
  run: StoredRun,
  what: string,
  events: readonly FrameRange[],
  edit: () => T
): T {
  const seconds = measured(run).times[events[0]?.first ?? 0] ?? 0
  const which = events.length === 1 ? `the event at ${clock(seconds)}` : `${events.length} events`
  return editRun(store.library, run, 'judgements', `${what} ${which}`, edit)
}

/** Another edit of a run, or of its drive, as one step. */
export function editRun<T>(
  library: Library,
  { id, driveId }: StoredRun,
  table: EditedTable,
  what: string,
  edit: () => T
): T {
  return library.steps.record({ driveId, runId: id, reviewer: reviewerOf(library), what, table }, edit)
}

/** An edit of the lanes of a drive, as one step. */
export function editLanes<T>(
  library: Library,
  driveId: string,
  table: 'lane_keyframes' | 'lane_settings',
  edit: () => T
): T {
  const what = table === 'lane_keyframes' ? 'draw the lane' : 'choose where the lanes come from'
  return library.steps.record({ driveId, runId: null, reviewer: reviewerOf(library), what, table }, edit)
}

/** What this reviewer would undo and redo next on a drive. */
export function nextSteps(library: Library, driveId: string): Steps {
  return library.steps.next(driveId, reviewerOf(library))
}

/**
 * Undoes what this reviewer did last on a drive, or does again what they undid last.
 * @throws InputError where there is nothing, or somebody changed the same since
 */
export function takeStep(library: Library, driveId: string, direction: 'undo' | 'redo'): StepTaken {
  const taken = library.steps[direction](driveId, reviewerOf(library))
  const { what, runId, changed } = taken
  const lanes = changed.table === 'lane_keyframes' || changed.table === 'lane_settings'
  return { ...nextSteps(library, driveId), what, events: eventsOf(taken), run: runId, lanes }
}

function eventsOf({ runId, changed: { table, rows } }: TakenStep): string[] {
  if (table !== 'judgements' || runId === null) return []
  return rows.map(({ before, after }) => eventId({ id: String((before ?? after)?.['id']), runId }))
}
