import { join } from 'node:path'
import { layer, sequential } from '../fixtures/modelConfigs.ts'
import { writeKerasH5 } from '../../testing/modelFiles.ts'
import { caseDriveSize, caseDriveValue } from './caseDrive.ts'

/** Models of cases take the pictures of the drive as they are: nothing is cropped, resized or guessed but the sign. */
const { width, height } = caseDriveSize

/** A value of the picture, 0 to 1; `channel` is red, green or blue. */
export type PictureValue = (y: number, x: number, channel: 0 | 1 | 2) => number

/**
 * What a model predicts for the first frames, worked out pixel by pixel: left-positive, where models without a word on it
 * are taken to be right-positive.
 */
export function predictedBy(steering: (picture: PictureValue) => number): number[] {
  return [0, 1, 2, 3].map((frame) => -steering((y, x, c) => caseDriveValue(frame, x, y, c) / 255))
}

/** The mean of a function over the pixels of a channel. */
export function meanOver(channel: 0 | 1 | 2, picture: PictureValue, of: (value: number) => number): number {
  let sum = 0
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) sum += of(picture(y, x, channel))
  return sum / (width * height)
}

/** What the channels weigh in the steering of the models below. */
export const weights = [0.5, -0.75, 0.375] as const

/** Writes a Keras model `model.h5`: pictures scaled to 0..1, the layers given, and the weights for three channels. */
export async function writeCaseKeras(
  folder: string,
  layers: Record<string, unknown>[],
  held: Parameters<typeof writeKerasH5>[1]['weights'] = {}
): Promise<void> {
  await writeKerasH5(join(folder, 'model.h5'), {
    config: sequential([
      layer('Rescaling', 'scale', { scale: 1 / 255, offset: 0, batch_input_shape: [null, height, width, 3] }),
      ...layers,
      layer('Dense', 'steering', { units: 1, activation: 'linear', use_bias: false })
    ]),
    weights: { ...held, steering: [{ name: 'steering/kernel:0', shape: [3, 1], data: Float32Array.from(weights) }] },
    attributes: { keras_version: '2.11.0', backend: 'tensorflow' }
  })
}
