import { z } from 'zod'

/** How much of people's work a copy of the library holds. */
export interface LibraryHolds {
  drives: number
  runs: number
  /** Stretches that somebody gave a verdict. */
  verdicts: number
  notes: number
}

/** A copy of the library that lies in the data folder. */
export interface LibraryGeneration {
  /** Of its file. */
  name: string
  /** Milliseconds since 1970. */
  at: number
  /** `before-update`: made before a newer Lanegaze changed the library. `set-aside`: a library that was in use once. */
  kind: 'backup' | 'before-update' | 'set-aside'
  /** Null where it cannot be restored. */
  holds: LibraryHolds | null
  /** Why it cannot be restored; null where it can. */
  trouble: string | null
}

/** What is asked before anything else where the library cannot simply be opened. */
export interface LibraryState {
  file: string
  /** What is wrong with the library; null where it is open. */
  question: string | null
}

/** What came of an answer to that question. */
export interface LibraryAnswered {
  /** Null where an empty library was begun. */
  restored: LibraryGeneration | null
  /** Names of the files that what was there has now. */
  aside: string[]
}

export const RestoreLibrary = z.object({ generation: z.string().min(1) })
export type RestoreLibrary = z.infer<typeof RestoreLibrary>
