import { channelScales, type Recipe } from '../../shared/recipe.ts'

/** Channels of a picture after the recipe's colour conversion. */
export function channelsOf(recipe: Pick<Recipe, 'colour'>): 1 | 3 {
  return recipe.colour === 'gray' ? 1 : 3
}

/**
 * Turns one cropped and resized picture into the model's input: colour conversion on 8-bit values, then
 * v * multiply + add, then (v - mean) / std of each channel.
 * @param rgb 8-bit [pixels, 3], row-major
 * @param out float32 [pixels, channels] is written to it from `offset` on
 */
export function prepareInput(rgb: Uint8Array, pixels: number, recipe: Recipe, out: Float32Array, offset: number): void {
  const scaled = scaleTables(recipe)
  switch (recipe.colour) {
    case 'rgb':
      return orderedInput(rgb, pixels, 0, scaled, out, offset)
    case 'bgr':
      return orderedInput(rgb, pixels, 2, scaled, out, offset)
    case 'yuv':
      return yuvInput(rgb, pixels, scaled, out, offset)
    case 'gray':
      return grayInput(rgb, pixels, scaled, out, offset)
  }
}

/** What 0 to 255 become in each channel. */
type Scaled = readonly [first: Float32Array, second: Float32Array, third: Float32Array]

function scaleTables(recipe: Recipe): Scaled {
  const tables = channelScales(recipe).map((scale) => Float32Array.from({ length: 256 }, (_, v) => scale(v)))
  const [first, second = first, third = first] = tables
  return [first!, second!, third!]
}

/** `red` is where a pixel's red value goes, 0 for RGB and 2 for BGR. */
function orderedInput(
  rgb: Uint8Array,
  pixels: number,
  red: 0 | 2,
  scaled: Scaled,
  out: Float32Array,
  offset: number
): void {
  const greens = scaled[1]
  const [reds, blues] = [scaled[red], scaled[red === 0 ? 2 : 0]]
  for (let i = 0; i < pixels * 3; i += 3) {
    out[offset + i + red] = reds[rgb[i]!]!
    out[offset + i + 1] = greens[rgb[i + 1]!]!
    out[offset + i + 2 - red] = blues[rgb[i + 2]!]!
  }
}

/**
 * OpenCV's COLOR_RGB2YUV on 8-bit values: fixed point with 14 bits, rounded; U = 0.492 (B - Y) + 128 and
 * V = 0.877 (R - Y) + 128 from the rounded Y, cut to 0..255.
 */
function yuvInput(rgb: Uint8Array, pixels: number, scaled: Scaled, out: Float32Array, offset: number): void {
  const [ofY, ofU, ofV] = scaled
  const half = 1 << 13
  const middle = (128 << 14) + half
  for (let i = 0; i < pixels * 3; i += 3) {
    const r = rgb[i]!
    const g = rgb[i + 1]!
    const b = rgb[i + 2]!
    const y = (r * 4899 + g * 9617 + b * 1868 + half) >> 14
    const u = ((b - y) * 8061 + middle) >> 14
    const v = ((r - y) * 14369 + middle) >> 14
    out[offset + i] = ofY[y]!
    out[offset + i + 1] = ofU[u < 0 ? 0 : u > 255 ? 255 : u]!
    out[offset + i + 2] = ofV[v < 0 ? 0 : v > 255 ? 255 : v]!
  }
}

/** OpenCV's COLOR_RGB2GRAY on 8-bit values (version 4): fixed point with 15 bits, rounded. */
function grayInput(rgb: Uint8Array, pixels: number, scaled: Scaled, out: Float32Array, offset: number): void {
  const [grey] = scaled
  for (let i = 0; i < pixels; i++) {
    const from = i * 3
    out[offset + i] = grey[(rgb[from]! * 9798 + rgb[from + 1]! * 19235 + rgb[from + 2]! * 3735 + (1 << 14)) >> 15]!
  }
}
