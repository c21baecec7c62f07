import { z } from 'zod'
import { knownFields } from './knownFields.ts'
import { InputLayout } from './inputLayout.ts'
import { RecipeStep, stepFault } from './recipeStep.ts'

const pixels = z.number().int().min(0)
const length = z.number().int().positive()

/** A number for each channel of a colour picture. */
const perChannel = (number: z.ZodNumber) => z.tuple([number, number, number])

/** Pixels that are cut off each side of a picture of the size `of`, and in proportion off any other. */
export const Crop = knownFields({
  of: knownFields({ width: length, height: length }),
  top: pixels,
  right: pixels,
  bottom: pixels,
  left: pixels
}).refine((c) => c.left + c.right < c.of.width && c.top + c.bottom < c.of.height, 'the crop leaves nothing')
export type Crop = z.infer<typeof Crop>

export const Resize = knownFields({
  width: length,
  height: length,
  filter: z.enum(['bilinear', 'area', 'nearest', 'bicubic', 'cv2-linear'])
})

export const Scale = knownFields({ multiply: z.number(), add: z.number() })
export const Normalise = knownFields({ mean: perChannel(z.number()), std: perChannel(z.number().positive()) })

/**
 * How a camera picture becomes the model's input, in this order: crop, steps in the size of what is left, resize, steps in
 * the model's size, scale. Each 8-bit channel value v in 0..255 then becomes v * multiply + add, and then what `normalise`
 * says: (v - mean) / std of its channel, in the order in which the model gets them (the first where it gets one).
 * Where the model takes more than one picture, `reading` is what lies in its input; all of it is made as the rest says.
 */
export const RecipeVersion2 = knownFields({
  version: z.literal(2),
  crop: Crop.nullable(),
  beforeResize: z.array(RecipeStep).default([]),
  resize: Resize,
  afterResize: z.array(RecipeStep).default([]),
  scale: Scale,
  normalise: Normalise.optional(),
  reading: InputLayout.optional()
}).superRefine(({ beforeResize, afterResize }, context) => {
  const fault = stepFault([...beforeResize, ...afterResize])
  if (!fault) return
  const early = fault.at < beforeResize.length
  const place = early ? ['beforeResize', fault.at] : ['afterResize', fault.at - beforeResize.length]
  context.addIssue({ code: 'custom', path: [...place, fault.field], message: fault.why })
})
/** See RecipeVersion2. */
export type Recipe = z.infer<typeof RecipeVersion2>
