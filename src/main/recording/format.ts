import type { RecordingKind } from '../../shared/recording.ts'
import type { ProbeVideo, Recording } from './recording.ts'

/** A file or folder that a person chose, before anybody knows what it is. */
export interface Place {
  /** Absolute. */
  path: string
  name: string
  isFolder: boolean
  /** Names of the files in a folder (hidden ones left out), unsorted; empty for a file. */
  files: readonly string[]
  /** The first bytes of a file; empty for a folder. */
  head: Uint8Array
}

export interface OpenOptions {
  probe: ProbeVideo
  /** A table (CSV) of signals that the person chose to go with the pictures. */
  signals?: string
}

/**
 * A kind of recording. `recognise` looks at content and says why it takes the place for its kind, or answers null;
 * `open` reads everything but the pictures.
 */
export interface Format {
  kind: RecordingKind
  recognise(place: Place): Promise<string | null>
  open(place: Place, because: string, options: OpenOptions): Promise<Recording>
}
