import type { RecipeStep } from '../../../shared/recipeStep.ts'
import { like, type Pixels } from './pixels.ts'

type Conversion = (rgb: Uint8Array, out: Uint8Array, red: 0 | 2) => void

/** OpenCV's `cvtColor` of an 8-bit picture of red, green and blue; `swapped` takes the first channel for blue. */
export function converted(picture: Pixels, { to, swapped }: Extract<RecipeStep, { step: 'colour' }>): Pixels {
  const out = like(picture, to === 'gray' ? 1 : 3)
  conversions[to](picture.data, out.data, swapped ? 2 : 0)
  return out
}

const conversions: Record<Extract<RecipeStep, { step: 'colour' }>['to'], Conversion> = {
  bgr: toBgr,
  yuv: toYuv,
  hsv: toHsv,
  hls: toHls,
  gray: toGray
}

function toBgr(rgb: Uint8Array, out: Uint8Array): void {
  for (let i = 0; i < rgb.length; i += 3) {
    out[i] = rgb[i + 2]!
    out[i + 1] = rgb[i + 1]!
    out[i + 2] = rgb[i]!
  }
}

/**
 * COLOR_RGB2YUV: fixed point with 14 bits, rounded; U = 0.492 (B - Y) + 128 and V = 0.877 (R - Y) + 128 from the rounded
 * Y, cut to 0..255.
 */
function toYuv(rgb: Uint8Array, out: Uint8Array, red: 0 | 2): void {
  const half = 1 << 13
  const middle = (128 << 14) + half
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i + red]!
    const g = rgb[i + 1]!
    const b = rgb[i + 2 - red]!
    const y = (r * 4899 + g * 9617 + b * 1868 + half) >> 14
    const u = ((b - y) * 8061 + middle) >> 14
    const v = ((r - y) * 14369 + middle) >> 14
    out[i] = y
    out[i + 1] = u < 0 ? 0 : u > 255 ? 255 : u
    out[i + 2] = v < 0 ? 0 : v > 255 ? 255 : v
  }
}

/** COLOR_RGB2GRAY (version 4): fixed point with 15 bits, rounded. */
function toGray(rgb: Uint8Array, out: Uint8Array, red: 0 | 2): void {
  for (let i = 0, at = red; i < out.length; i++, at += 3) {
    out[i] = (rgb[at]! * 9798 + rgb[at + 1 - red]! * 19235 + rgb[at + 2 - 2 * red]! * 3735 + (1 << 14)) >> 15
  }
}

/** 12 bits of 255 / value, and of 180 / (6 spread), as COLOR_RGB2HSV has them. */
const saturations = Int32Array.from({ length: 256 }, (_, v) => (v === 0 ? 0 : roundHalfEven((255 << 12) / v)))
const hues = Int32Array.from({ length: 256 }, (_, d) => (d === 0 ? 0 : roundHalfEven((180 << 12) / (6 * d))))

/** COLOR_RGB2HSV: H in 0..179, S and V in 0..255. */
function toHsv(rgb: Uint8Array, out: Uint8Array, red: 0 | 2): void {
  const half = 1 << 11
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i + red]!
    const g = rgb[i + 1]!
    const b = rgb[i + 2 - red]!
    const value = Math.max(r, g, b)
    const spread = value - Math.min(r, g, b)
    const sixth = value === r ? g - b : value === g ? b - r + 2 * spread : r - g + 4 * spread
    const hue = (sixth * hues[spread]! + half) >> 12
    out[i] = hue < 0 ? hue + 180 : hue
    out[i + 1] = (spread * saturations[value]! + half) >> 12
    out[i + 2] = value
  }
}

/** COLOR_RGB2HLS: H in 0..180, L and S in 0..255, by way of float32 as OpenCV. */
function toHls(rgb: Uint8Array, out: Uint8Array, red: 0 | 2): void {
  const { fround } = Math
  for (let i = 0; i < rgb.length; i += 3) {
    const r = unit[rgb[i + red]!]!
    const g = unit[rgb[i + 1]!]!
    const b = unit[rgb[i + 2 - red]!]!
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)]
    const sum = fround(most + least)
    const spread = fround(most - least)
    let [hue, saturation] = [0, 0]
    if (spread > EPSILON) {
      saturation = fround(spread / (sum < 1 ? sum : fround(fround(2 - most) - least)))
      const per = fround(60 / spread)
      if (most === r) hue = fround(fround(g - b) * per)
      else if (most === g) hue = fround(fround(fround(b - r) * per) + 120)
      else hue = fround(fround(fround(r - g) * per) + 240)
      if (hue < 0) hue = fround(hue + 360)
    }
    out[i] = roundHalfEven(hue / 2)
    out[i + 1] = roundHalfEven(fround(fround(sum / 2) * 255))
    out[i + 2] = roundHalfEven(fround(saturation * 255))
  }
}

const EPSILON = 2 ** -23
const unit = Float32Array.from({ length: 256 }, (_, v) => v * Math.fround(1 / 255))

/** As OpenCV's `cvRound`: what lies in the middle goes to the even number. */
export function roundHalfEven(value: number): number {
  const low = Math.floor(value)
  const rest = value - low
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low
}
