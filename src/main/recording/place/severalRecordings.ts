import { InputError } from '../../../shared/errors.ts'
import type { FoundRecording } from '../../../shared/recording.ts'
import { namesInWords } from './namesInWords.ts'

/** A folder holds several recordings: which one is for a person to say. */
export class SeveralRecordings extends InputError {
  readonly recordings: readonly FoundRecording[]
  readonly whole: boolean

  /** @param whole false where there are folders that were not looked at */
  constructor(folder: string, recordings: readonly FoundRecording[], whole = true) {
    const names = namesInWords(recordings.map(({ name }) => name))
    const count = whole
      ? `${recordings.length} recordings`
      : `${recordings.length} ${recordings.length === 1 ? 'recording' : 'recordings'} in the folders that were looked at first, and more may follow`
    super(`${folder} holds ${count}; open one of them: ${names}`)
    this.recordings = recordings
    this.whole = whole
  }
}
