import { InputError } from '../../shared/errors.ts'
import type { FoundRecording } from '../../shared/recording.ts'

/** More than these are counted in the sentence and not named. */
const NAMED = 3

/** A folder holds several recordings: which one is for a person to say. */
export class SeveralRecordings extends InputError {
  readonly recordings: readonly FoundRecording[]

  constructor(folder: string, recordings: readonly FoundRecording[]) {
    const names = recordings.slice(0, NAMED).map(({ name }) => name)
    const more = recordings.length > NAMED ? ` and ${recordings.length - NAMED} more` : ''
    super(`${folder} holds ${recordings.length} recordings; open one of them: ${names.join(', ')}${more}`)
    this.recordings = recordings
  }
}
