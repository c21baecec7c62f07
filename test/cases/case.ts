import type { RecordingKind } from '../../src/shared/recording.ts'

/**
 * One input of somebody's, and what the command must say of it. A case is a folder below this one whose `case.ts` has a
 * Case as its default export; cases.test.ts runs them all over the public edge: `info --json`, `analyze --json` with a
 * tiny model, and `export --format csv` of that run.
 */
export interface Case {
  /** Whose input it is, and what is odd about it. */
  about: string
  /** Writes the input into an empty folder, the same bytes each time. */
  make(folder: string): Promise<void>
  expect: Expected[]
  /** Listed and not run, with the reason: what it does today (hangs, takes all memory) and where that will be mended. */
  listedOnly?: string
}

/** What is opened, and what must come of it. */
export type Expected = Opening & (RecordingExpected | SeveralExpected | ModelExpected | RefusalExpected)

interface Opening {
  /** Below the folder of the case; '' is that folder. */
  open: string
  /** Words of the command behind it, such as ['--camera', 'left']; `{case}` in them is the folder of the case. */
  with?: string[]
}

/** It opens as a recording, and is analysed. */
export interface RecordingExpected {
  recording: {
    kind: RecordingKind
    frames: number
    /** Of the picture as it is shown and given to the model, [width, height] in pixels. */
    size?: [number, number]
    /** `time_s` of the first frames, within a thousandth of a second. */
    times?: number[]
    /** `steering_recorded` (left-positive) of the first frames, within 1e-4 relative; null is a gap. */
    steering?: (number | null)[]
    /** What can be chosen, by option: its values. */
    choices?: Record<string, string[]>
    /** Each warning of the opening must match one of these, and each of these a warning. */
    warnings: RegExp[]
    /** The same of what `analyze` says beyond that. Left out where it does not matter. */
    analysisWarnings?: RegExp[]
    /** False where opening is all that can be asked of it. */
    analyse?: boolean
  }
}

/** A folder of several recordings: the last parts of their paths, in their order. */
export interface SeveralExpected {
  several: string[]
}

/** It opens as a model. */
export interface ModelExpected {
  model: {
    /** The app's own id of the format. */
    format: string
    warnings: RegExp[]
    /**
     * What it predicts for the first frames of the runner's own drive (caseDrive.ts), on each engine that is here, within
     * 1e-4 relative of the largest. From the framework it comes from, or worked out by hand; never from Lanegaze.
     */
    predicted?: number[]
  }
}

/** It is refused with one sentence. */
export interface RefusalExpected {
  refused: RegExp
}
