import { type Chroma, chromaOf } from './rowRidges.ts'

/** What a camera that looks along the road has ahead of it: columns and rows as parts of the picture. */
const AHEAD = { left: 0.35, right: 0.65, top: 0.62, bottom: 0.86 }
const SAMPLES = 24

/** The road's chroma in a picture, RGB [height, width, 3]: the median of what lies straight ahead. */
export function roadChroma(rgb: Uint8Array, width: number, height: number): Chroma {
  const [reds, blues] = [new Float32Array(SAMPLES ** 2), new Float32Array(SAMPLES ** 2)]
  for (let i = 0; i < SAMPLES ** 2; i++) {
    const across = AHEAD.left + ((AHEAD.right - AHEAD.left) * (i % SAMPLES)) / SAMPLES
    const down = AHEAD.top + ((AHEAD.bottom - AHEAD.top) * Math.floor(i / SAMPLES)) / SAMPLES
    const at = (Math.floor(down * height) * width + Math.floor(across * width)) * 3
    const [red, blue] = chromaOf(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!)
    reds[i] = red
    blues[i] = blue
  }
  return [median(reds), median(blues)]
}

function median(values: Float32Array): number {
  return values.sort()[values.length >> 1]!
}
