import { type InputForm, type InputPart, inputParts, partsInWords } from '../../../shared/inputLayout.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { LayoutGuess } from './guessLayout.ts'

/** What is to be known of a model that takes more than one picture: how its input is read, and why. */
export function layoutWarnings(form: InputForm, { reading, because, sure }: LayoutGuess, source: string): Warning[] {
  const parts = inputParts(form, reading)
  if (!parts || parts.length === 1) return []
  const guess = sure
    ? []
    : [
        {
          code: 'reading-guessed',
          message: `'${source}' takes ${because}; that is a guess, so compare the predicted with the recorded steering.`
        }
      ]
  return [framesWarning(parts, source), ...guess]
}

function framesWarning(parts: readonly InputPart[], source: string): Warning {
  if (parts.some(({ isPlanes }) => isPlanes)) {
    const explained = parts.find((part) => part.explained)!.place
    const message = `'${source}' reads frames as YUV in six planes of half their size: ${partsInWords(parts)}. Maps are of the frame in '${explained}'.`
    return { code: 'sequence', message }
  }
  const ages = parts.map(({ holds }) => (typeof holds === 'number' ? holds : 0))
  const oldest = Math.max(...ages)
  const message =
    oldest > 0
      ? `'${source}' reads ${parts.length} frames at a time: each frame with those before it, at the beginning the first frame again and again. Maps are of the newest.`
      : `'${source}' takes more than one picture, and the drive has one: ${partsInWords(parts)}. Maps are of '${parts.find(({ explained }) => explained)!.place}'.`
  return { code: oldest > 0 ? 'sequence' : 'several-pictures', message }
}
