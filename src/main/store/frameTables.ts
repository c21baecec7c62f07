import { z } from 'zod'
import { SignalRole, type FrameSignal } from '../../shared/recording.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

/** One decoded frame as it is kept. */
export interface FrameRow {
  frame: number
  /** Seconds from frame 0. */
  time: number
  /** True where the source was damaged and an earlier picture stands in. */
  damaged: boolean
  /** JPEG of the whole frame. */
  picture: Uint8Array
}

/** The frames of the drive: pictures, times and signals, whatever model looks at them. */
export interface FrameTables {
  /** Frames 0..n-1 are there. */
  framesDone(): number
  /** The exact number of frames; null until a decode pass came to the end. */
  frameCount(): number | null
  setFrameCount(count: number): void
  /** The JPEG of a frame; null where it is not decoded (yet). */
  picture(frame: number): Uint8Array | null
  /** Seconds from frame 0, one a decoded frame. */
  times(): Float64Array
  /** Decoded frames in which the source was damaged, in rising order. */
  damagedFrames(): number[]
  /** Signals at the frame times; empty until the drive is decoded. */
  signals(): FrameSignal[]
  setSignals(signals: readonly FrameSignal[]): void
}

const SignalFacts = z.object({
  name: z.string(),
  role: SignalRole,
  unit: z.string(),
  sourcePositive: z.enum(['left', 'right']).nullable()
})

/** float64, NaN where a value is unknown. */
function packSamples(values: readonly (number | null)[]): Buffer {
  return Buffer.from(Float64Array.from(values, (value) => value ?? NaN).buffer)
}

function unpackSamples(blob: Uint8Array): (number | null)[] {
  const values = new Float64Array(new Uint8Array(blob).buffer) // a copy: float64 wants its own alignment
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
}

/** Inserts rows of frames; part of a batch, so the caller holds the transaction. */
export function frameWriter(db: Database): (rows: readonly FrameRow[]) => void {
  const insertFrame = db.prepare('INSERT INTO frames (frame, time, damaged) VALUES (?, ?, ?)')
  const insertPicture = db.prepare('INSERT INTO pictures (frame, jpeg) VALUES (?, ?)')
  return (rows) => {
    for (const { frame, time, damaged, picture } of rows) {
      insertFrame.run(frame, time, Number(damaged))
      insertPicture.run(frame, picture)
    }
  }
}

export function frameTables(db: Database): FrameTables {
  const last = db.prepare<[], { last: number | null }>('SELECT max(frame) AS last FROM frames')
  const count = db.prepare<[], { value: string }>("SELECT value FROM facts WHERE name = 'frame count'")
  const setCount = db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('frame count', ?)")
  const picture = db.prepare<[number], { jpeg: Uint8Array }>('SELECT jpeg FROM pictures WHERE frame = ?')
  const times = db.prepare<[], { time: number }>('SELECT time FROM frames ORDER BY frame')
  const damaged = db.prepare<[], { frame: number }>('SELECT frame FROM frames WHERE damaged = 1 ORDER BY frame')
  const signals = db.prepare<[], { about: string; samples: Uint8Array }>(
    'SELECT about, samples FROM signals ORDER BY position'
  )
  const clearSignals = db.prepare('DELETE FROM signals')
  const insertSignal = db.prepare('INSERT INTO signals (position, about, samples) VALUES (?, ?, ?)')
  return {
    framesDone: () => (last.get()?.last ?? -1) + 1,
    frameCount() {
      const row = count.get()
      return row ? Number(row.value) : null
    },
    setFrameCount(frames) {
      setCount.run(String(frames))
    },
    picture: (frame) => picture.get(frame)?.jpeg ?? null,
    times: () => Float64Array.from(times.all(), (row) => row.time),
    damagedFrames: () => damaged.all().map((row) => row.frame),
    signals: () =>
      signals.all().map(({ about, samples }) => ({ ...fromJson(SignalFacts, about), values: unpackSamples(samples) })),
    setSignals: db.transaction((list: readonly FrameSignal[]) => {
      clearSignals.run()
      list.forEach(({ values, ...about }, position) => {
        insertSignal.run(position, JSON.stringify(about), packSamples(values))
      })
    })
  }
}
