import type { FoundRecording, OpenWith, RecordingKind } from '../../shared/recording.ts'
import type { ProbeVideo, Recording } from './recording.ts'

/** A file or folder that a person chose, before anybody knows what it is. */
export interface Place {
  /** Absolute. */
  path: string
  name: string
  isFolder: boolean
  /** Names of the files in a folder (hidden ones left out), unsorted; empty for a file. */
  files: readonly string[]
  /** Names of the folders in a folder, hidden ones left out. */
  folders: readonly string[]
  /** The first bytes of a file; empty for a folder. */
  head: Uint8Array
}

/** What a person chose, kept with the drive so that it opens the same way again, and what formats need. */
export interface OpenOptions extends OpenWith {
  probe: ProbeVideo
}

/**
 * A kind of recording. `recognise` looks at content and says why it takes the place for its kind, or answers null;
 * `open` reads everything but the pictures.
 */
export interface Format {
  kind: RecordingKind
  recognise(place: Place): Promise<string | null>
  /** The recordings of a place that may hold several, none of which is opened. */
  list?(place: Place): Promise<FoundRecording[]>
  open(place: Place, because: string, options: OpenOptions): Promise<Recording>
}
