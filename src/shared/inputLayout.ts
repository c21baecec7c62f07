import { z } from 'zod'
import { knownFields } from './knownFields.ts'
import type { InputPart } from './inputPart.ts'
import { PlaneFrames, planeParts, PLANES } from './planesLayout.ts'

export type { InputPart }

/** Most frames that channels are taken for; what has more channels takes no pictures. */
const mostFrames = 16

/** Frames of the drive, one behind the other. */
const Frames = knownFields({
  as: z.enum(['colour-frames', 'grey-frames']),
  /** Where the newest of them lies: behind the others, or before them. */
  newest: z.enum(['last', 'first']).default('last'),
  /** From one of them to the next, in frames of the drive. */
  apart: z.number().int().min(1).max(30).default(1)
})

/** The picture of one frame in one place, and something else in all others. */
const Picture = knownFields({
  as: z.literal('picture'),
  /** The input that gets it, where there are several. */
  in: z.string().min(1).optional(),
  /** What the other places get: zeros, the mean colour of the picture, or the picture again. */
  others: z.enum(['zero', 'mean', 'same']).default('zero')
})

/**
 * How the pictures of a drive fill an input that is more than one picture: nine channels, a sequence, several inputs. The
 * model file does not say it.
 */
export const InputLayout = z.discriminatedUnion('as', [Frames, Picture, PlaneFrames])
export type InputLayout = z.infer<typeof InputLayout>

/** [height, width, channels] */
const Shape = z.tuple([z.number(), z.number(), z.number()]).readonly()

/** What a model takes, as its file has it. */
export const InputForm = z.discriminatedUnion('kind', [
  /** One picture. */
  z.object({ kind: z.literal('picture'), shape: Shape }),
  /** One picture of more channels than a picture has. */
  z.object({ kind: z.literal('channels'), shape: Shape }),
  /** Several pictures behind one another, with an axis of their own. */
  z.object({ kind: z.literal('sequence'), frames: z.number(), shape: Shape }),
  /** A picture each; the oldest first where their names say so. */
  z.object({ kind: z.literal('inputs'), inputs: z.array(z.object({ name: z.string(), shape: Shape })) })
])
export type InputForm = z.infer<typeof InputForm>

type Frames = z.infer<typeof Frames>

/** Of `count` frames in the order of their places, how many frames before the one at hand each is. */
function agesOf(count: number, { newest, apart }: Pick<Frames, 'newest' | 'apart'>): number[] {
  return Array.from({ length: count }, (_, i) => (newest === 'last' ? count - 1 - i : i) * apart)
}

/**
 * What lies where in a model's input, in the model's own order.
 * @returns null where the form cannot be read so
 */
export function inputParts(form: InputForm, reading: InputLayout | undefined): InputPart[] | null {
  if (form.kind === 'picture') {
    return reading ? null : [{ place: 'the picture', shape: form.shape, holds: 0, explained: true }]
  }
  if (!reading) return null
  if (reading.as === 'yuv-frames') {
    const inputs = form.kind === 'inputs' ? form.inputs : [{ name: '', shape: form.shape }]
    return form.kind === 'sequence' ? null : planeParts(inputs, reading, (count) => agesOf(count, reading))
  }
  const places = placesOf(form, reading)
  if (!places) return null
  if (reading.as !== 'picture') {
    const ages = agesOf(places.length, reading)
    return places.map((one, i) => ({ ...one, holds: ages[i]!, explained: ages[i] === 0 }))
  }
  const isNamed = form.kind === 'inputs'
  if (!isNamed && reading.in !== undefined) return null
  const at = isNamed ? places.findIndex(({ place }) => place === reading.in) : 0
  const chosen = places[at]
  // Planes are no picture of their own.
  if (!chosen || (isNamed && chosen.shape[2] % PLANES === 0)) return null
  return places.map((one, i) => {
    if (i === at) return { ...one, holds: 0, explained: true }
    // Only a place of the same size can get the picture, or its colour.
    const fits = one.shape.join() === chosen.shape.join()
    const holds = !fits || reading.others === 'zero' ? 'zero' : reading.others === 'same' ? 0 : 'mean'
    return { ...one, holds, explained: false }
  })
}

type PartPlace = Pick<InputPart, 'place' | 'shape'>

function placesOf(form: Exclude<InputForm, { kind: 'picture' }>, { as }: InputLayout): PartPlace[] | null {
  const depth = as === 'grey-frames' ? 1 : 3
  switch (form.kind) {
    case 'channels': {
      const [height, width, channels] = form.shape
      const count = channels / depth
      if (channels > 3 * mostFrames) return null
      if (as === 'picture') return pictureAndMore(form.shape)
      if (!Number.isInteger(count) || count > mostFrames) return null
      return Array.from({ length: count }, (_, i) => ({
        place: depth === 1 ? `channel ${i + 1}` : `channels ${i * 3 + 1} to ${i * 3 + 3}`,
        shape: [height, width, depth]
      }))
    }
    case 'sequence':
      if (as === 'picture' || form.shape[2] !== depth) return null
      return Array.from({ length: form.frames }, (_, i) => ({
        place: `frame ${i + 1} of ${form.frames}`,
        shape: form.shape
      }))
    case 'inputs': {
      const { inputs } = form
      const [first] = inputs
      const isOneCamera = inputs.every(({ shape }) => shape.join() === first!.shape.join())
      if (as !== 'picture' && (!isOneCamera || first!.shape[2] !== depth)) return null
      return inputs.map(({ name, shape }) => ({ place: name, shape }))
    }
  }
}

/** A picture in the first channels, and the rest. */
function pictureAndMore([height, width, channels]: InputPart['shape']): PartPlace[] {
  const depth = channels > 3 ? 3 : 1
  const rest = channels - depth
  const place = rest === 1 ? `channel ${channels}` : `channels ${depth + 1} to ${channels}`
  return [
    { place: depth === 1 ? 'channel 1' : 'channels 1 to 3', shape: [height, width, depth] },
    { place, shape: [height, width, rest] }
  ]
}

/** [height, width, channels] of the picture that a recipe makes; null where the form cannot be read so. */
export function pictureShape(form: InputForm, reading: InputLayout | undefined): InputPart['shape'] | null {
  return inputParts(form, reading)?.find(({ explained }) => explained)?.shape ?? null
}

const planeFrames = { as: 'yuv-frames', others: 'same', newest: 'last', apart: 1 } as const

/** Ways to read a form, the rest of each by default. */
export function layoutsOf(form: InputForm): InputLayout[] {
  const inputs = form.kind === 'inputs' ? form.inputs : []
  const ways: InputLayout[] = [
    { as: 'colour-frames', newest: 'last', apart: 1 },
    { as: 'grey-frames', newest: 'last', apart: 1 },
    { as: 'picture', others: 'zero' },
    ...inputs.map(({ name }): InputLayout => ({ as: 'picture', in: name, others: 'zero' })),
    ...(form.kind === 'channels' ? [planeFrames] : inputs.map(({ name }) => ({ ...planeFrames, in: name })))
  ]
  return ways.filter((reading) => inputParts(form, reading))
}

const ago = (frames: number): string =>
  frames === 0 ? 'the frame' : `${frames} frame${frames === 1 ? '' : 's'} before`

/** What lies in one place, for people. */
export function holdsInWords({ holds, explained }: InputPart): string {
  if (holds === 'zero') return 'zeros'
  if (holds === 'mean') return 'the mean colour of the picture'
  return explained || holds > 0 ? ago(holds) : 'the same picture'
}

/** A reading without its model: 'grey frames, 5 apart, the newest first'. */
export function layoutInWords(reading: InputLayout): string {
  if (reading.as === 'picture') {
    const others = { zero: '', mean: ', elsewhere its mean colour', same: ', elsewhere the same' }[reading.others]
    return `${reading.in === undefined ? 'one picture' : `the picture in '${reading.in}'`}${others}`
  }
  const apart = reading.apart === 1 ? '' : `, ${reading.apart} apart`
  if (reading.as === 'yuv-frames') {
    const where =
      reading.in === undefined ? '' : ` in '${reading.in}'${reading.others === 'same' ? ', the same elsewhere' : ''}`
    return `frames as YUV planes${where}${apart}, the newest ${reading.newest}`
  }
  return `${reading.as === 'colour-frames' ? 'colour' : 'grey'} frames${apart}, the newest ${reading.newest}`
}

/** What lies where in one line: 'channels 1 to 3: 2 frames before, channels 4 to 6: …'. */
export function partsInWords(parts: readonly InputPart[]): string {
  return parts.map((part) => `${part.place}: ${holdsInWords(part)}`).join(', ')
}
