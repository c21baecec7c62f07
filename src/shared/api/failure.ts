import type { FoundRecording } from '../recording.ts'

/** The answer to every request that failed. */
export interface Failure {
  error: string
  /** The recordings in the folder that was to be opened, where there are several. */
  recordings?: readonly FoundRecording[]
  /** False where folders were left that may hold more. */
  whole?: boolean
  /** The Lambda layer of the model that was to be opened, where a person has to say what it computes. */
  lambda?: string
}
