import { z } from 'zod'
import { Reading } from './reading.ts'

const pixels = z.number().int().min(0)

/** A number for each channel of a colour picture. */
const perChannel = (number: z.ZodNumber) => z.tuple([number, number, number])

/**
 * How a camera picture becomes the model's input, in this order: crop, resize, colour, scale.
 * Crop is given in pixels of a reference picture (`of`), and is applied in proportion to any other size.
 * After colour conversion each 8-bit channel value v in 0..255 becomes v * multiply + add, and then what `normalise` says.
 */
export const Recipe = z.object({
  version: z.literal(1),
  crop: z
    .object({
      of: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }),
      top: pixels,
      right: pixels,
      bottom: pixels,
      left: pixels
    })
    .refine((c) => c.left + c.right < c.of.width && c.top + c.bottom < c.of.height, 'the crop leaves nothing')
    .nullable(),
  resize: z.object({
    width: z.number().int().positive(),
    height: z.number().int().positive(),
    filter: z.enum(['bilinear', 'area', 'nearest', 'bicubic', 'cv2-linear'])
  }),
  /** `yuv` is OpenCV's COLOR_RGB2YUV: full-range BT.601, U and V around 128. */
  colour: z.enum(['rgb', 'bgr', 'yuv', 'gray']),
  scale: z.object({ multiply: z.number(), add: z.number() }),
  /**
   * What is then done with each channel, in the order that the model gets them: (v - mean) / std. Left out where nothing
   * is.
   */
  normalise: z.object({ mean: perChannel(z.number()), std: perChannel(z.number().positive()) }).optional(),
  /** Where the model takes more than one picture: what lies in its input. All of it is made as the rest says. */
  reading: Reading.optional()
})
export type Recipe = z.infer<typeof Recipe>

/** Mean and deviation of ImageNet's pictures, red, green and blue from 0 to 1, with which PyTorch's backbones are trained. */
export const imagenet: NonNullable<Recipe['normalise']> = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }

/** What becomes of 0 to 255 in each channel; a single function where it is the same in all. */
export function channelScales({ scale, normalise }: Pick<Recipe, 'scale' | 'normalise'>): ((v: number) => number)[] {
  const scaled = (v: number): number => v * scale.multiply + scale.add
  if (!normalise) return [scaled]
  const { mean, std } = normalise
  return mean.map((middle, channel) => (v) => (scaled(v) - middle) / std[channel]!)
}

/** The filters of a recipe, as people read them. */
export const filterNames: Record<Recipe['resize']['filter'], string> = {
  bilinear: 'bilinear',
  area: 'area',
  nearest: 'nearest',
  bicubic: 'bicubic',
  'cv2-linear': 'OpenCV linear (does not average)'
}

/** A rectangle in picture coordinates: pixels, x to the right, y down, the origin at the upper left corner. */
export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** The part of a width x height picture that the model sees, in whole pixels of that picture. */
export function seenRect(recipe: Pick<Recipe, 'crop'>, width: number, height: number): Rect {
  const { crop } = recipe
  if (!crop) return { x: 0, y: 0, width, height }
  const x = Math.round((crop.left / crop.of.width) * width)
  const y = Math.round((crop.top / crop.of.height) * height)
  const right = Math.round((crop.right / crop.of.width) * width)
  const bottom = Math.round((crop.bottom / crop.of.height) * height)
  return { x, y, width: Math.max(1, width - x - right), height: Math.max(1, height - y - bottom) }
}

/** A point of the picture in unit coordinates (0..1 on both axes, whole picture). */
export type Point = readonly [x: number, y: number]

/**
 * Maps unit picture coordinates to map coordinates (pixels of a mapWidth x mapHeight map, origin at the
 * corner of its first pixel), by undoing crop and resize exactly. Points outside the crop fall outside the map.
 */
export function pictureToMap(
  recipe: Pick<Recipe, 'crop'>,
  picture: { width: number; height: number },
  map: { width: number; height: number }
): (point: Point) => Point {
  const seen = seenRect(recipe, picture.width, picture.height)
  return ([x, y]) => [
    ((x * picture.width - seen.x) / seen.width) * map.width,
    ((y * picture.height - seen.y) / seen.height) * map.height
  ]
}
