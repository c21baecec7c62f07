import type { InputForm, InputPart } from '../../../shared/inputLayout.ts'

/** The form of one input [height, width, channels]: a picture, or more channels than a picture has. */
export function formOfOne(shape: InputPart['shape']): InputForm {
  const kind = shape[2] === 1 || shape[2] === 3 ? 'picture' : 'channels'
  return { kind, shape }
}
