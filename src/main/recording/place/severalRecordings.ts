import { InputError } from '../../../shared/errors.ts'
import type { FoundRecording } from '../../../shared/recording.ts'
import { namesInWords } from './namesInWords.ts'

/** A folder holds several recordings: which one is for a person to say. */
export class SeveralRecordings extends InputError {
  readonly recordings: readonly FoundRecording[]

  constructor(folder: string, recordings: readonly FoundRecording[]) {
    const names = namesInWords(recordings.map(({ name }) => name))
    super(`${folder} holds ${recordings.length} recordings; open one of them: ${names}`)
    this.recordings = recordings
  }
}
