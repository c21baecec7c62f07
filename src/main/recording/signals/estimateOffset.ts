import { correlation } from '../../../shared/correlation.ts'

/** Offsets are looked for up to this many seconds either way. */
const FARTHEST = 3
/** Of longer drives the middle is enough. */
const LONGEST = 20_000
/** What a peak must reach to be worth a word, and what part of the misfit (1 - correlation) it may leave. */
const CLEAR = { correlation: 0.5, misfit: 0.8 }

/** By how much a signal comes too early, and how well it fits there. */
export interface OffsetEstimate {
  /** Seconds; what to set as offset on top of the one that holds. */
  seconds: number
  correlation: number
  correlationNow: number
}

/**
 * The best offset, where it stands out from the one that holds; null elsewhere. Of several references, such as the
 * predictions of several models, the one that the signal goes best with tells. See bestOffset.
 */
export function estimateOffset(signal: Values, references: readonly Values[], rate: number): OffsetEstimate | null {
  const found = references.map((reference) => bestOffset(signal, reference, rate)).filter((each) => each !== null)
  const best = found.sort((a, b) => b.correlation - a.correlation)[0]
  if (!best || best.correlation < CLEAR.correlation) return null
  return 1 - best.correlation >= CLEAR.misfit * (1 - best.correlationNow) ? null : best
}

/**
 * Finds the offset at which a signal goes best with a reference that belongs to the pictures (a model's predictions,
 * their motion): the peak of their cross-correlation, refined by a parabola through its neighbours. Values are even in
 * time, `rate` of them a second, null where unknown. Null where they say nothing or the best is at the end of the search.
 */
export function bestOffset(signal: Values, reference: Values, rate: number): OffsetEstimate | null {
  const start = Math.max(0, Math.floor((signal.length - LONGEST) / 2))
  const early = signal.slice(start, start + LONGEST)
  const known = reference.slice(start, start + LONGEST)
  const most = Math.min(Math.round(FARTHEST * rate), Math.floor(early.length / 4))
  const at = (lag: number): number => correlation(shifted(early, lag), known) ?? -1
  const found = Array.from({ length: 2 * most + 1 }, (_, i) => at(i - most))
  const best = found.reduce((top, value, i) => (value > (found[top] ?? -1) ? i : top), 0)
  const [before, peak, after] = [found[best - 1], found[best], found[best + 1]]
  if (before === undefined || peak === undefined || after === undefined || peak <= -1) return null
  const correlationNow = found[most] ?? -1
  const bend = before - 2 * peak + after
  const part = bend < 0 ? (before - after) / (2 * bend) : 0
  return { seconds: (best - most + part) / rate, correlation: peak, correlationNow }
}

type Values = readonly (number | null)[]

/** The signal later by `lag` frames. */
function shifted(values: Values, lag: number): (number | null)[] {
  return values.map((_, frame) => values[frame - lag] ?? null)
}
