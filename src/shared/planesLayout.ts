import { z } from 'zod'
import { knownFields } from './knownFields.ts'
import type { InputPart } from './inputPart.ts'

/** Planes of one picture: four of Y, then U and V. */
export const PLANES = 6
/** Most frames that channels are taken for. */
const mostFrames = 8

/**
 * Frames as openpilot's models take them, one behind the other: each as YUV 4:2:0 in six planes of half its height and
 * width. Where there are several such inputs, `in` is the one of the camera, and `others` what those beside it get: the same
 * frames, or zeros. Of any other size or kind they get zeros.
 */
export const PlaneFrames = knownFields({
  as: z.literal('yuv-frames'),
  in: z.string().min(1).optional(),
  others: z.enum(['same', 'zero']).default('same'),
  /** Where the newest of them lies: behind the others, or before them. */
  newest: z.enum(['last', 'first']).default('last'),
  /** From one of them to the next, in frames of the drive. */
  apart: z.number().int().min(1).max(30).default(1)
})
type PlaneFrames = z.infer<typeof PlaneFrames>

type Input = Pick<InputPart, 'shape'> & { name: string }

/**
 * What lies where in inputs that take planes.
 * @param inputs all of them; one without a name where there is but one
 * @param ages of so many frames in the order of their places, how many frames before the one at hand each is
 * @returns null where the input that is asked for takes no planes
 */
export function planeParts(
  inputs: readonly Input[],
  reading: PlaneFrames,
  ages: (count: number) => number[]
): InputPart[] | null {
  const chosen = inputs.find(({ name }) => name === (reading.in ?? ''))
  const frames = chosen ? chosen.shape[2] / PLANES : 0
  if (!chosen || !Number.isInteger(frames) || frames > mostFrames) return null
  return inputs.flatMap(({ name, shape }): InputPart[] => {
    const [height, width] = shape
    const isAlike = shape.join() === chosen.shape.join()
    if (name !== chosen.name && (reading.others === 'zero' || !isAlike))
      return [{ place: name, shape, holds: 'zero', explained: false }]
    return ages(frames).map((age, i) => ({
      place: `${name === '' ? '' : `${name}, `}channels ${i * PLANES + 1} to ${(i + 1) * PLANES}`,
      shape: [2 * height, 2 * width, 3],
      holds: age,
      explained: name === chosen.name && age === 0,
      isPlanes: true
    }))
  })
}
