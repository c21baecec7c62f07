import type { Drive } from '../../shared/api.ts'
import { NotFoundError } from '../../shared/errors.ts'
import { OpenWith, SignalSettings, type RecordingKind, type Warning } from '../../shared/recording.ts'
import type { Recording } from '../recording/recording.ts'
import { Choices, fromJson, Warnings } from './json.ts'
import { shortId } from './runKey.ts'
import type { Database } from './sqlite.ts'

/** A drive as the library keeps it. */
export interface StoredDrive extends Omit<Drive, 'missing'> {
  fingerprint: string
  /** What a person corrected about its signals. */
  signalSettings: SignalSettings
}

/** What only a whole decode pass can tell. */
export interface DecodedFacts {
  frames: number
  /** Seconds. */
  duration: number
  warnings: Warning[]
}

export interface DriveTable {
  /** Adds a drive, or refreshes the one with the same content (its lanes, runs and verdicts stay). */
  save(recording: Recording, options: { openWith: OpenWith; sample: boolean; now?: number }): StoredDrive
  /** Keeps what a person corrected about the signals. */
  setSignalSettings(id: string, settings: SignalSettings): void
  /** Notes the exact length and what was odd on the way through. */
  decoded(id: string, facts: DecodedFacts): void
  /** @throws NotFoundError */
  get(id: string): StoredDrive
  /** The drive with this content; null where there is none. */
  find(fingerprint: string): StoredDrive | null
  /** Newest first. */
  list(): StoredDrive[]
  /** Forgets the drive with its lanes, runs, rules and verdicts. */
  remove(id: string): void
}

interface Row {
  id: string
  fingerprint: string
  name: string
  path: string
  open_with: string
  choices: string
  signal_settings: string
  kind: RecordingKind
  because: string
  width: number
  height: number
  frames: number
  frames_exact: number
  rate: number
  duration: number
  has_steering: number
  warnings: string
  decode_warnings: string
  added_at: number
  sample: number
}

/** What was seen when it was opened, and when it was decoded; where both say how it is cut short, the latter knows better. */
function warningsOf(row: Row): Warning[] {
  const decoded = fromJson(Warnings, row.decode_warnings)
  const isCut = decoded.some(({ code }) => code === 'truncated')
  const opened = fromJson(Warnings, row.warnings).filter(({ code }) => !isCut || code !== 'truncated')
  return [...opened, ...decoded]
}

function toDrive(row: Row): StoredDrive {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    name: row.name,
    path: row.path,
    openWith: fromJson(OpenWith, row.open_with),
    choices: fromJson(Choices, row.choices),
    signalSettings: fromJson(SignalSettings, row.signal_settings),
    kind: row.kind,
    because: row.because,
    width: row.width,
    height: row.height,
    frames: { count: row.frames, exact: row.frames_exact === 1 },
    rate: row.rate,
    duration: row.duration,
    hasSteering: row.has_steering === 1,
    warnings: warningsOf(row),
    addedAt: row.added_at,
    sample: row.sample === 1
  }
}

/** Seconds that a recording lasts, each frame counted as long as the nominal rate says. */
function durationOf(recording: Recording): number {
  const { times, frames, rate } = recording
  const last = times?.at(-1)
  return last === undefined ? frames.count / rate : last + 1 / rate
}

export function driveTable(db: Database): DriveTable {
  // What a whole decode pass found out about this content is worth more than a container's estimate.
  const upsert = db.prepare(`
    INSERT INTO drives (id, fingerprint, name, path, open_with, choices, kind, because, width, height, frames, frames_exact,
                        rate, duration, has_steering, warnings, added_at, sample)
    VALUES (@id, @fingerprint, @name, @path, @openWith, @choices, @kind, @because, @width, @height, @frames, @exact,
            @rate, @duration, @hasSteering, @warnings, @addedAt, @sample)
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, path = excluded.path, open_with = excluded.open_with,
      choices = excluded.choices, kind = excluded.kind,
      because = excluded.because, width = excluded.width, height = excluded.height, rate = excluded.rate,
      frames = iif(frames_exact, frames, excluded.frames), duration = iif(frames_exact, duration, excluded.duration),
      frames_exact = max(frames_exact, excluded.frames_exact), has_steering = excluded.has_steering,
      warnings = excluded.warnings, sample = max(sample, excluded.sample)`)
  const setDecoded = db.prepare(
    'UPDATE drives SET frames = @frames, frames_exact = 1, duration = @duration, decode_warnings = @warnings WHERE id = @id'
  )
  const setSettings = db.prepare('UPDATE drives SET signal_settings = ? WHERE id = ?')
  const one = db.prepare<[string], Row>('SELECT * FROM drives WHERE id = ?')
  const all = db.prepare<[], Row>('SELECT * FROM drives ORDER BY added_at DESC, id')
  const remove = db.prepare('DELETE FROM drives WHERE id = ?')

  function get(id: string): StoredDrive {
    const row = one.get(id)
    if (!row) throw new NotFoundError(`There is no drive '${id}' in the library.`)
    return toDrive(row)
  }

  return {
    save(recording, { openWith, sample, now = Date.now() }) {
      const id = shortId(recording.fingerprint)
      upsert.run({
        id,
        fingerprint: recording.fingerprint,
        name: recording.name,
        path: recording.path,
        openWith: JSON.stringify(openWith),
        choices: JSON.stringify(recording.choices ?? []),
        kind: recording.kind,
        because: recording.because,
        width: recording.width,
        height: recording.height,
        frames: recording.frames.count,
        exact: Number(recording.frames.exact),
        rate: recording.rate,
        duration: durationOf(recording),
        hasSteering: Number(recording.signals.some((signal) => signal.role === 'steering')),
        warnings: JSON.stringify(recording.warnings),
        addedAt: now,
        sample: Number(sample)
      })
      return get(id)
    },
    setSignalSettings(id, settings) {
      setSettings.run(JSON.stringify(settings), id)
    },
    decoded(id, { frames, duration, warnings }) {
      setDecoded.run({ id, frames, duration, warnings: JSON.stringify(warnings) })
    },
    get,
    find(fingerprint) {
      const row = one.get(shortId(fingerprint))
      return row ? toDrive(row) : null
    },
    list: () => all.all().map(toDrive),
    remove(id) {
      remove.run(id)
    }
  }
}
