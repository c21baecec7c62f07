import { InputError } from '../../../shared/errors.ts'
import { printableName, printableSentence } from '../../../shared/printable.ts'
import type { FoundRecording } from '../../../shared/recording.ts'
import type { Recording } from '../recording.ts'

/** A recording whose name and sentences, or a refusal, can stand in lists, whatever files and topics are called. */
export async function inPrintableWords(open: () => Promise<Recording>): Promise<Recording> {
  try {
    const recording = await open()
    const { name, because, warnings } = recording
    return {
      ...recording,
      name: printableName(name),
      because: printableSentence(because),
      warnings: warnings.map((one) => ({ ...one, message: printableSentence(one.message) }))
    }
  } catch (error) {
    // Names out of the recording stand in it, as they are there.
    if (error instanceof InputError) error.message = printableSentence(error.message)
    throw error
  }
}

/** One that was found, in the same way. */
export function printableFound(found: FoundRecording): FoundRecording {
  return { ...found, name: printableName(found.name), because: printableSentence(found.because) }
}
