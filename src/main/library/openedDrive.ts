import { access } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import type { Drive } from '../../shared/api.ts'
import type { OpenWith } from '../../shared/recording.ts'
import type { Positive } from '../../shared/steering.ts'
import { keepSignals } from './keepSignals.ts'
import type { Recording } from '../recording/recording.ts'
import { SIGN_CONTRADICTS } from '../recording/signals/signWarning.ts'
import { SIGN_UNKNOWN } from '../recording/signals/statedSign.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Store } from '../store/store.ts'
import { ConflictError } from '../../shared/errors.ts'
import { absolute, type Opener } from './recordings.ts'
import { typedPath } from './typedPath.ts'

/**
 * Opens a recording and keeps it in the library. Where its content is known already (from another place, perhaps) that
 * drive gets the new path and keeps all that people made of it; its signals are read again. What is said here of the sign
 * of the steering is kept as a correction of its signals, in place of an earlier one.
 * @param sampleName of the drive that comes with Lanegaze; null for any other, which has the name of its file
 * @throws InputError
 */
export async function addDrive(
  opener: Opener,
  path: string,
  choices: OpenWith,
  sampleName: string | null = null
): Promise<Drive> {
  const { store, recordings } = opener
  const { positive, ...kept } = choices
  const recording = await recordings.openAnew(path, kept)
  const known = store.library.drives.find(recording.fingerprint)
  if (known && known.path !== recording.path && choices.signals === undefined && known.openWith.signals !== undefined)
    return relinkDrive(opener, known, path, positive)
  return keep(store, recording, kept, { sampleName, positive })
}

/**
 * Opens a drive of the library at the place it was moved to.
 * @throws ConflictError where another recording lies there, InputError where none does.
 */
export async function relinkDrive(
  { store, recordings }: Opener,
  drive: StoredDrive,
  path: string,
  positive?: Positive
): Promise<Drive> {
  const choices = await movedAlong(drive, typedPath(path))
  const recording = await recordings.openAnew(path, choices)
  if (recording.fingerprint !== drive.fingerprint)
    throw new ConflictError(
      `'${recording.name}' is another recording than '${drive.name}'; choose the one that was moved.`
    )
  return keep(store, recording, choices, { sampleName: drive.sample ? drive.name : null, positive })
}

/** The table of signals of a drive that was moved: where it was, else where it lies if it came along, else none. */
async function movedAlong({ path: before, openWith }: StoredDrive, after: string): Promise<OpenWith> {
  const { signals, ...others } = openWith
  if (signals === undefined) return others
  const along = resolve(dirname(after), relative(dirname(before), signals))
  for (const table of [signals, along]) if (!(await isMissing(table))) return { ...others, signals: table }
  return others
}

async function keep(
  store: Store,
  recording: Recording,
  choices: OpenWith,
  { sampleName, positive }: { sampleName: string | null; positive: Positive | undefined }
): Promise<Drive> {
  const before = store.library.drives.find(recording.fingerprint)
  const named = { ...recording, name: sampleName ?? recording.name }
  const saved = store.library.drives.save(named, { openWith: absolute(choices), sample: sampleName !== null })
  if (positive !== undefined) store.library.drives.setSignalSettings(saved.id, { ...saved.signalSettings, positive })
  const drive = store.library.drives.get(saved.id)
  const cache = store.cache(drive.id)
  // Signals that lie among the pictures are as unchanged as these, and take seconds to read.
  const unchanged =
    recording.lateSignals &&
    positive === undefined &&
    before?.openWith.steering === choices.steering &&
    cache.signals().length > 0
  if (!unchanged) await keepSignals(cache, recording, drive.signalSettings)
  return driveAnswer(drive)
}

/** Warnings that are settled once a person said which way and in what unit the steering is. */
const SETTLED: Readonly<Record<'positive' | 'unit', readonly string[]>> = {
  positive: [SIGN_UNKNOWN, SIGN_CONTRADICTS],
  unit: ['steering-unit-guessed']
}
/** Warnings that are settled once a person said which signal is the steering. */
const CHOSEN: readonly string[] = ['no-steering', 'steering-still', 'pilot-steers', 'pilot-drove-part']

/** Places on a network that is gone do not answer; the list does not wait for them. */
const PATIENCE = 500

/** A drive as it goes over the wire. */
export async function driveAnswer(stored: StoredDrive): Promise<Drive> {
  const { fingerprint: _, signalSettings, ...drive } = stored
  const settled = (['positive', 'unit'] as const).filter((what) => signalSettings[what] !== undefined)
  const chosen = Object.values(signalSettings.roles).includes('steering')
  const warnings = drive.warnings.filter(
    ({ code }) => !settled.some((what) => SETTLED[what].includes(code)) && !(chosen && CHOSEN.includes(code))
  )
  const hasSteering = drive.hasSteering || chosen
  return { ...drive, hasSteering, warnings, missing: await isMissing(drive.path) }
}

async function isMissing(path: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((settle) => (timer = setTimeout(settle, PATIENCE, false)))
  const looked = access(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR)$/.test(String(error.code))
  )
  return Promise.race([looked, late]).finally(() => clearTimeout(timer))
}
