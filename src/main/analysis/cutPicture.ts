import { seenRect, type Recipe } from '../../shared/recipe.ts'

/** An RGB picture, [height, width, 3], 8 bit. */
export interface Picture {
  rgb: Uint8Array
  width: number
  height: number
}

/**
 * The part of a picture that a recipe takes, in the model's size: crop, and a resize that averages over what falls into
 * a pixel of the result (a triangle as wide as the reduction, or of two pixels for `cv2-linear`). For trying recipes on
 * few pictures; analyses leave this to ffmpeg, whose filter is the same but for rounding.
 * @returns 8-bit RGB [height, width, 3] of the recipe's size
 */
export function cutPicture({ rgb, width, height }: Picture, recipe: Pick<Recipe, 'crop' | 'resize'>): Uint8Array {
  const seen = seenRect(recipe, width, height)
  const { resize } = recipe
  const averages = resize.filter !== 'cv2-linear'
  const columns = taps(seen.width, resize.width, seen.x, averages)
  const rows = taps(seen.height, resize.height, seen.y, averages)
  const narrow = new Float32Array(height * resize.width * 3)
  for (let y = seen.y; y < seen.y + seen.height; y++)
    for (let x = 0; x < resize.width; x++)
      for (const { at, weight } of columns[x]!) {
        const [from, to] = [(y * width + at) * 3, (y * resize.width + x) * 3]
        for (let c = 0; c < 3; c++) narrow[to + c]! += weight * rgb[from + c]!
      }
  const out = new Float32Array(resize.height * resize.width * 3)
  const line = resize.width * 3
  for (let y = 0; y < resize.height; y++)
    for (const { at, weight } of rows[y]!)
      for (let i = 0; i < line; i++) out[y * line + i]! += weight * narrow[at * line + i]!
  return Uint8Array.from(out, (value) => Math.round(value))
}

interface Tap {
  at: number
  weight: number
}

/** For each pixel of a row of `to`, the pixels of a row of `from` that make it, with weights that sum to 1. */
function taps(from: number, to: number, offset: number, averages: boolean): Tap[][] {
  const factor = from / to
  const reach = averages ? Math.max(1, factor) : 1
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * factor
    const found: Tap[] = []
    for (let at = Math.floor(centre - reach); at <= Math.ceil(centre + reach); at++) {
      const weight = 1 - Math.abs(at + 0.5 - centre) / reach
      if (weight > 0) found.push({ at: offset + Math.min(Math.max(at, 0), from - 1), weight })
    }
    const sum = found.reduce((total, tap) => total + tap.weight, 0)
    return found.map(({ at, weight }) => ({ at, weight: weight / sum }))
  })
}
