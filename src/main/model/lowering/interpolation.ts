import { roomFor } from './room.ts'
/** How a picture is enlarged or reduced along one axis. */
export interface Interpolation {
  method: 'nearest' | 'linear' | 'cubic' | 'lanczos'
  /** Where a pixel of the result lies in the source, in pixels: from its index, and the factor result / source. */
  place(index: number, factor: number, from: number, to: number): number
  /** Which pixel 'nearest' takes. */
  round(place: number): number
  /** The slope of 'cubic' at its ends, see `cubic` below. */
  cubic?: number
  /** How many pixels to each side 'lanczos' reaches; 3 where it is left out. */
  lobes?: number
  /** Where a picture is reduced, every pixel of it counts: what one pixel is made of reaches as much further. */
  averages?: boolean
  /**
   * What counts where the source ends: its last pixel again, only what lies inside, or, for a place that lies outside
   * itself, zero. The last pixel where it is left out.
   */
  outside?: 'edge' | 'inside' | 'zero'
}

/** Pixels are areas: their centres are matched. */
export const halfPixel: Interpolation['place'] = (index, factor) => (index + 0.5) / factor - 0.5

/** How much a pixel counts for a place, by its distance from it in pixels; nothing beyond `reach`. */
interface Shares {
  reach: number
  at(distance: number): number
}

const linear: Shares = { reach: 1, at: (x) => 1 - x }

/** Keys 1981, with the slope `a` one pixel away: -0.75 in PyTorch and ONNX. */
const cubic = (a: number): Shares => ({
  reach: 2,
  at: (x) => (x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a)
})

/** Lanczos 1956: sinc(x), windowed by the middle of sinc(x / lobes). */
const lanczos = (lobes: number): Shares => ({
  reach: lobes,
  // So near to zero TensorFlow takes it for 1.
  at: (x) => (x <= 1e-3 ? 1 : sinc(x) * sinc(x / lobes))
})

const sinc = (x: number): number => Math.sin(Math.PI * x) / (Math.PI * x)

function sharesOf({ method, cubic: slope, lobes }: Interpolation): Shares {
  if (method === 'cubic') return cubic(slope ?? -0.75)
  return method === 'lanczos' ? lanczos(lobes ?? 3) : linear
}

/** Where places are told in float32, as exporters and runtimes do, a whole number comes out whole. */
const placed = (place: number): number => Math.fround(place)

/**
 * The matrix [from, to] that resamples a row of `from` numbers to `to`, row-major. Along rows and then along columns
 * it resizes a picture.
 */
export function resamplingMatrix(from: number, to: number, factor: number, how: Interpolation): Float32Array {
  const matrix = new Float32Array(roomFor([from, to]))
  const shares = sharesOf(how)
  const spread = how.averages ? Math.max(1, 1 / factor) : 1
  for (let i = 0; i < to; i++) {
    const place = how.place(i, factor, from, to)
    if (how.outside === 'zero' && (place < 0 || place > from - 1)) continue
    const column = new Map<number, number>()
    const add = (pixel: number, share: number): void => {
      const inside = Math.min(Math.max(pixel, 0), from - 1)
      if (how.outside !== 'inside' || pixel === inside) column.set(inside, (column.get(inside) ?? 0) + share)
    }
    if (how.method === 'nearest') add(how.round(placed(place)), 1)
    else {
      const reach = shares.reach * spread
      for (let pixel = Math.floor(place - reach) + 1; pixel < place + reach; pixel++) {
        add(pixel, shares.at(Math.abs(pixel - place) / spread))
      }
    }
    const isWhole = spread === 1 && how.outside !== 'inside'
    const total = isWhole ? 1 : [...column.values()].reduce((a, b) => a + b, 0)
    for (const [pixel, share] of column) matrix[pixel * to + i] = share / total
  }
  return matrix
}
