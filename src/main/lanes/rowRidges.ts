/** A place on one row of the picture that looks like paint: a ridge, lighter or yellower than what lies on both sides. */
export interface Ridge {
  /** Pixels, of the ridge's middle. */
  x: number
  /** Pixels. */
  width: number
  /** 0..1, relative to the light and the noise of the row. */
  strength: number
}

/** Widths of paint that are looked for, as parts of the picture's width: from far dashes to near, slanting lines. */
const WIDTHS = [0.004, 0.0075, 0.014, 0.026, 0.048, 0.085]
const RIDGES_A_ROW = 10
/** Paint is at least this much lighter than the road beside it (as a part of the road's own value). */
const RELATIVE_CONTRAST = 0.07
/** And lighter by this many steps of 0..255, whatever the light. */
const LEAST_CONTRAST = 5
const NOISE_FACTOR = 2.5

/** Chroma of a surface without its brightness: red and blue against green, as parts of the light. */
export type Chroma = readonly [red: number, blue: number]

/** A side of a ridge is road where its chroma is this near to the road's; grass, sand and leaves are farther. */
const ROAD_CHROMA = 0.04
/** Added to the light, for in the dark chroma is noise. */
const DARK = 40

export function chromaOf(r: number, g: number, b: number): Chroma {
  const light = r + g + b + DARK
  return [(r - g) / light, (b - g) / light]
}

/**
 * Finds ridges along rows of pictures of one width. A ridge is a bar that stands out against the higher of its two
 * sides, so that a mere edge (a shadow, the end of the road) is none. Brightness and yellowness are looked at in
 * the same way, at several widths; the width that stands out most counts. Paint lies on the road: on at least one side of
 * it must be what has the road's chroma.
 */
export function createRowRidges(width: number): (rgb: Uint8Array, row: number, road: Chroma) => Ridge[] {
  const bars = [...new Set(WIDTHS.map((part) => Math.max(1, Math.round(part * width))))]
  const brightness = new Int32Array(width + 1)
  const yellowness = new Int32Array(width + 1)
  const best = new Float32Array(width)
  const bestBar = new Uint8Array(width)
  return (rgb, row, road) => {
    sumRow(rgb, row * width * 3, width, brightness, yellowness)
    best.fill(0)
    stretch(brightness, width, bars, RELATIVE_CONTRAST, best, bestBar)
    stretch(yellowness, width, bars, 0, best, bestBar)
    return peaks(best, bestBar, bars, (x, bar) => besideRoad(rgb, row * width * 3, width, x, bar, road))
  }
}

/** Running sums along the row of brightness (ITU-R BT.601 luma) and of yellowness, min(R, G) - B. */
function sumRow(rgb: Uint8Array, start: number, width: number, brightness: Int32Array, yellowness: Int32Array): void {
  for (let x = 0, i = start; x < width; x++, i += 3) {
    const r = rgb[i]!
    const g = rgb[i + 1]!
    const b = rgb[i + 2]!
    brightness[x + 1] = brightness[x]! + ((77 * r + 150 * g + 29 * b) >> 8)
    yellowness[x + 1] = yellowness[x]! + (r < g ? r : g) - b
  }
}

/** Keeps, at each x, the strongest answer of the bars of all widths. */
function stretch(
  sums: Int32Array,
  width: number,
  bars: number[],
  relative: number,
  best: Float32Array,
  bestBar: Uint8Array
): void {
  const noise = rowNoise(sums, width)
  for (let b = 0; b < bars.length; b++) {
    const bar = bars[b]!
    // Paint has an edge: what fades out slowly, as a reflection does, has little contrast so near to it.
    const side = Math.max(2, bar >> 1)
    const gap = bar > 2 ? 1 : 0
    const leastByNoise = LEAST_CONTRAST + (NOISE_FACTOR * noise) / Math.sqrt(bar)
    const before = side + gap
    const perBar = 1 / bar
    const perSide = 1 / side
    const last = width - bar - before
    for (let from = before; from <= last; from++) {
      const to = from + bar
      const middle = (sums[to]! - sums[from]!) * perBar
      const left = (sums[from - gap]! - sums[from - before]!) * perSide
      // Most places fail here already: this loop takes most of the detector's time.
      if (middle - left <= leastByNoise) continue
      const right = (sums[to + before]! - sums[to + gap]!) * perSide
      const beside = left > right ? left : right
      const least = leastByNoise + relative * beside
      const contrast = middle - beside
      if (contrast <= least) continue
      const strength = contrast / (contrast + 2 * least)
      const x = from + (bar >> 1)
      if (strength > best[x]!) {
        best[x] = strength
        bestBar[x] = b
      }
    }
  }
}

/** Mean difference of pixels two apart, of the calmer half of 16 stretches of the row. */
function rowNoise(sums: Int32Array, width: number): number {
  const stretches: number[] = []
  const length = Math.floor(width / 16)
  for (let s = 0; s < 16; s++) {
    let sum = 0
    for (let x = s * length + 1; x < (s + 1) * length - 1; x++)
      sum += Math.abs(sums[x + 2]! - sums[x - 1]! + 3 * (sums[x]! - sums[x + 1]!))
    stretches.push(sum / 2 / length)
  }
  stretches.sort((a, b) => a - b)
  return stretches[7]!
}

/** Whether a side of a bar around x has the road's chroma. */
function besideRoad(rgb: Uint8Array, start: number, width: number, x: number, bar: number, road: Chroma): boolean {
  const side = Math.max(2, bar >> 1)
  const from = x - (bar >> 1)
  return [from - 1 - side, from + bar + 1].some((at) => {
    let [r, g, b] = [0, 0, 0]
    for (let i = Math.max(0, at); i < Math.min(width, at + side); i++) {
      r += rgb[start + i * 3]!
      g += rgb[start + i * 3 + 1]!
      b += rgb[start + i * 3 + 2]!
    }
    const [red, blue] = chromaOf(r / side, g / side, b / side)
    return Math.hypot(red - road[0], blue - road[1]) < ROAD_CHROMA
  })
}

/** Local maxima on the road, the strongest first; of ridges that overlap only the strongest stays. */
function peaks(
  best: Float32Array,
  bestBar: Uint8Array,
  bars: number[],
  onRoad: (x: number, bar: number) => boolean
): Ridge[] {
  const found: number[] = []
  for (let x = 1; x < best.length - 1; x++) {
    const strength = best[x]!
    if (strength > 0 && strength >= best[x - 1]! && strength > best[x + 1]!) found.push(x)
  }
  found.sort((a, b) => best[b]! - best[a]!)
  const kept: Ridge[] = []
  for (const at of found) {
    if (kept.length === RIDGES_A_ROW) break
    const width = bars[bestBar[at]!]!
    const x = at + (width % 2 === 1 ? 0.5 : 0)
    const isFree = kept.every((other) => Math.abs(other.x - x) > (other.width + width) / 2)
    if (isFree && onRoad(at, width)) kept.push({ x, width, strength: best[at]! })
  }
  return kept
}
