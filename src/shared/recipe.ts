import { z } from 'zod'
import { RecipeVersion2, type Recipe as RecipeOfNow } from './recipeParts.ts'
import { channelsAfter } from './recipeStep.ts'
import { fromVersion1, RecipeVersion1 } from './recipeVersion1.ts'

/** A recipe of any version, which is read as one of version 2; see RecipeVersion2. */
export const Recipe = z
  .discriminatedUnion('version', [RecipeVersion1, RecipeVersion2])
  .transform((recipe): RecipeOfNow => (recipe.version === 1 ? fromVersion1(recipe) : recipe))
export type Recipe = RecipeOfNow

/** The channels that the model gets, by their letters; see channelsAfter. */
export function channelsOf({
  beforeResize,
  afterResize
}: Pick<Recipe, 'beforeResize' | 'afterResize'>): readonly string[] {
  return channelsAfter([...beforeResize, ...afterResize])
}

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
