/**
 * Colour tables for saliency maps, made from a path through OKLab (Ottosson 2020), a space in which equal distances
 * look equally different. Lightness rises evenly along each table, so more attention always looks brighter, also in
 * grey print and to colour-blind eyes.
 */

/** In the order in which they are offered. */
export const colourTableIds = ['heat', 'cool', 'grey'] as const
export type ColourTableId = (typeof colourTableIds)[number]

/** A point of OKLCh: lightness 0..1, chroma 0..0.4, hue in degrees. */
type Lch = readonly [lightness: number, chroma: number, hue: number]

const paths: Record<ColourTableId, (t: number) => Lch> = {
  heat: (t) => [0.16 + 0.8 * t, 0.07 + 0.5 * t * (1 - t), 295 + 170 * t],
  cool: (t) => [0.2 + 0.72 * t, 0.075 + 0.05 * t, 305 - 195 * t],
  grey: (t) => [0.17 + 0.83 * t, 0, 0]
}

/** 256 entries of R, G, B, A, 8 bit each (alpha is always 255): row `i` is the colour of value i / 255. */
export const colourTables: Record<ColourTableId, Uint8Array> = {
  heat: tableOf(paths.heat),
  cool: tableOf(paths.cool),
  grey: tableOf(paths.grey)
}

/** The colour of a value 0..1 (clamped) as [r, g, b], 0..255. */
export function colourOf(id: ColourTableId, value: number): [number, number, number] {
  const row = Math.round(Math.min(1, Math.max(0, value)) * 255) * 4
  const table = colourTables[id]
  return [table[row]!, table[row + 1]!, table[row + 2]!]
}

/** The table as a CSS gradient, dark end first. */
export function cssGradient(id: ColourTableId, direction = 'to right'): string {
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${colourOf(id, i / 16).join(' ')})`)
  return `linear-gradient(${direction}, ${stops.join(', ')})`
}

function tableOf(at: (t: number) => Lch): Uint8Array {
  const table = new Uint8Array(256 * 4)
  for (let i = 0; i < 256; i++) {
    const rgb = insideGamut(at(i / 255))
    for (let channel = 0; channel < 3; channel++) table[i * 4 + channel] = gammaEncoded(rgb[channel]!)
    table[i * 4 + 3] = 255
  }
  return table
}

/** Linear sRGB of a colour; where a screen cannot show it, of the one nearest to it in chroma that it can. */
function insideGamut([lightness, chroma, hue]: Lch): [number, number, number] {
  let low = 0
  let high = chroma
  if (isShown(linearRgb([lightness, chroma, hue]))) return linearRgb([lightness, chroma, hue])
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2
    if (isShown(linearRgb([lightness, middle, hue]))) low = middle
    else high = middle
  }
  return linearRgb([lightness, low, hue])
}

function isShown(rgb: readonly number[]): boolean {
  return rgb.every((value) => value >= -1e-6 && value <= 1 + 1e-6)
}

/** OKLCh to linear sRGB, with the matrices of https://bottosson.github.io/posts/oklab/. */
function linearRgb([lightness, chroma, hue]: Lch): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  ]
}

/** The transfer curve of IEC 61966-2-1, to 8 bits. */
function gammaEncoded(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
  return Math.round(Math.min(1, Math.max(0, value)) * 255)
}
