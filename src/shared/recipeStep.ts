import { z } from 'zod'
import { knownFields } from './knownFields.ts'

/**
 * A step that makes an 8-bit picture of another, each exactly as the function of OpenCV that it is named after makes it.
 * A picture begins as red, green and blue.
 */
export const RecipeStep = z.discriminatedUnion('step', [
  /** `GaussianBlur` with a square kernel; without `sigma` OpenCV's rule for the size, 0.3 ((size - 1) / 2 - 1) + 0.8. */
  knownFields({
    step: z.literal('blur'),
    size: z
      .number()
      .int()
      .min(3)
      .max(31)
      .refine((size) => size % 2 === 1, 'a blur has an odd size'),
    sigma: z.number().positive().max(100).optional()
  }),
  /**
   * `cvtColor` to BGR, or from RGB to YUV (full-range BT.601, U and V around 128), HSV or HLS (H in 0..179) or grey.
   * `swapped` takes red for blue and blue for red, as code does that reads BGR and converts from RGB, or the other way
   * round.
   */
  knownFields({
    step: z.literal('colour'),
    to: z.enum(['bgr', 'yuv', 'hsv', 'hls', 'gray']),
    swapped: z.literal(true).optional()
  }),
  /** Takes one channel and leaves the others. */
  knownFields({ step: z.literal('channel'), take: z.string().min(1) }),
  /** `equalizeHist` of one channel, or of each where none is named. */
  knownFields({ step: z.literal('equalise'), channel: z.string().min(1).optional() }),
  /** `createCLAHE` of one channel, or of each where none is named. */
  knownFields({
    step: z.literal('clahe'),
    channel: z.string().min(1).optional(),
    clip: z.number().positive(),
    tiles: z.number().int().min(1).max(64)
  })
])
export type RecipeStep = z.infer<typeof RecipeStep>

/** What a picture's numbers are; `rgb` before any step. */
export type ColourSpace = 'rgb' | Extract<RecipeStep, { step: 'colour' }>['to']

/** The channels of a colour space, in their order, by the letters that steps name them by. */
const letters: Readonly<Record<ColourSpace, readonly string[]>> = {
  rgb: ['r', 'g', 'b'],
  bgr: ['b', 'g', 'r'],
  yuv: ['y', 'u', 'v'],
  hsv: ['h', 's', 'v'],
  hls: ['h', 'l', 's'],
  gray: ['gray']
}

/** What the steps so far made of a picture. */
interface Made {
  space: ColourSpace
  channels: readonly string[]
}

/**
 * The channels that the model gets of a recipe's steps, by their letters.
 * @param steps that were found to follow from one another; see stepFault
 */
export function channelsAfter(steps: readonly RecipeStep[]): readonly string[] {
  return steps.reduce(after, { space: 'rgb', channels: letters.rgb }).channels
}

function after({ space, channels }: Made, step: RecipeStep): Made {
  if (step.step === 'colour') return { space: step.to, channels: letters[step.to] }
  if (step.step === 'channel') return { space, channels: [step.take] }
  return { space, channels }
}

/** The first step that cannot be done with what those before it made: its place, its field and why; null where all can. */
export function stepFault(steps: readonly RecipeStep[]): { at: number; field: string; why: string } | null {
  let made: Made = { space: 'rgb', channels: letters.rgb }
  for (const [at, step] of steps.entries()) {
    const fault = faultOf(step, made)
    if (fault) return { at, ...fault }
    made = after(made, step)
  }
  return null
}

function faultOf(step: RecipeStep, { space, channels }: Made): { field: string; why: string } | null {
  const known = channels.length === 1 ? `only ${channels[0]}` : channels.join(', ')
  if (step.step === 'colour') {
    if (space !== 'rgb' || channels.length !== 3) {
      return { field: 'to', why: `the picture is ${space} by then, and a recipe converts red, green and blue once` }
    }
    return step.swapped && step.to === 'bgr'
      ? { field: 'swapped', why: `bgr is rgb with red and blue changed over; leave one of the two out` }
      : null
  }
  if (step.step === 'channel' && (channels.length === 1 || !channels.includes(step.take))) {
    return { field: 'take', why: `there is no channel '${step.take}' to take, the picture has ${known}` }
  }
  if ('channel' in step && step.channel !== undefined && !channels.includes(step.channel)) {
    return { field: 'channel', why: `the picture has no channel '${step.channel}' by then, it has ${known}` }
  }
  return null
}
