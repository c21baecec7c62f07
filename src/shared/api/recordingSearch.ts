import { z } from 'zod'
import type { FoundRecording } from '../recording.ts'

/** Looks through all folders below a path. `words` leave those in whose path, name or description all of them stand. */
export const SearchRecordings = z.object({ path: z.string().min(1), words: z.string().default('') })
export type SearchRecordings = z.input<typeof SearchRecordings>

export interface RecordingSearchProgress {
  /** Folders that were looked at, recordings in them, and how many of these were added. */
  looked: number
  found: number
  added: number
}

export interface RecordingList {
  recordings: FoundRecording[]
}

/** What came of adding all recordings of a folder to the library. */
export interface AddedRecordings {
  /** Those that are in the library now, new or known before. */
  added: number
  /** Those that cannot be opened, with the sentence why. */
  failed: { path: string; name: string; error: string }[]
}
