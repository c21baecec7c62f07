import type { FoundRecording } from '../../shared/recording.ts'

/** What lies in a folder that was to be opened and holds several. */
export interface Several {
  /** The folder. */
  path: string
  recordings: readonly FoundRecording[]
  /** False where there are folders that were not looked at. */
  whole: boolean
}
