import { uniform } from '../../shared/uniform.ts'

/** Resampled series: the ends of the interval are then known to a few hundredths of its width. */
const SERIES = 500
/** Fewer blocks say nothing of how much they differ. */
const LEAST_BLOCKS = 8
const [LOW, HIGH] = [0.025, 0.975]

/** The middle 95 % of what a figure of a series might have been. */
export interface Interval {
  low: number
  high: number
}

/**
 * The interval of a figure of a series whose neighbours are alike, by resampling blocks of neighbours (moving blocks;
 * Künsch 1989, doi 10.1214/aos/1176347265): single values would count as many looks at a road what is one.
 * @param length of the series
 * @param block neighbours that are drawn together; shortened so that a series has eight at least
 * @param figure of the values at some places of the series; NaN where they have none
 * @returns null where a series is too short for blocks, or most have no figure
 */
export function blockBootstrap(
  length: number,
  block: number,
  figure: (places: Uint32Array) => number
): Interval | null {
  const size = Math.max(1, Math.min(Math.round(block), Math.floor(length / LEAST_BLOCKS)))
  if (length < LEAST_BLOCKS) return null
  const random = uniform(0)
  const places = new Uint32Array(length)
  const figures: number[] = []
  for (let series = 0; series < SERIES; series++) {
    for (let at = 0; at < length; at += size) {
      const from = Math.floor(random() * (length - size + 1))
      for (let i = 0; i < size && at + i < length; i++) places[at + i] = from + i
    }
    const value = figure(places)
    if (Number.isFinite(value)) figures.push(value)
  }
  if (figures.length < SERIES / 2) return null
  figures.sort((a, b) => a - b)
  const at = (part: number): number => figures[Math.round(part * (figures.length - 1))]!
  return { low: at(LOW), high: at(HIGH) }
}
