import { uuidTicks } from '../../../shared/nameNumbers.ts'

/** A name and its numbers. */
export interface NumberedName {
  name: string
  numbers: readonly number[]
}

/** Names in the order in which the pictures were taken. */
export interface OrderedNames {
  names: NumberedName[]
  /** What tells the order. */
  by: 'time' | 'frame' | 'uuid' | 'name'
  /** One a name, rising: milliseconds, or numbers of frames; none where the name alone tells the order. */
  keys: number[]
}

/**
 * Puts names in order: by the time in them, by the number of the frame, by the time of their UUID (version 1), else as they
 * come, which is the natural order.
 * @param time place of the time (milliseconds) among the numbers, -1 for none
 * @param frame the same of the frame's number
 */
export function inOrderOfNames(names: readonly NumberedName[], time: number, frame: number): OrderedNames {
  const place = time >= 0 ? time : frame
  const keys = place >= 0 ? names.flatMap(({ numbers }) => numbers[place] ?? []) : uuidTimes(names)
  if (keys.length < names.length || names.length === 0) return { names: [...names], by: 'name', keys: [] }
  const order = [...names.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
  return {
    names: order.flatMap((i) => names[i] ?? []),
    by: time >= 0 ? 'time' : frame >= 0 ? 'frame' : 'uuid',
    keys: order.map((i) => keys[i] ?? 0)
  }
}

/** Milliseconds from the time of the first name's UUID; the names without one are left out. */
function uuidTimes(names: readonly NumberedName[]): number[] {
  const first = uuidTicks(names[0]?.name ?? '')
  if (first === null) return []
  return names.flatMap(({ name }) => {
    const ticks = uuidTicks(name)
    // The difference first: ticks since 1582 have more digits than a number holds.
    return ticks === null ? [] : Number(ticks - first) / 10_000
  })
}

/** The usual step between rising numbers; 1 where they stand still or there is but one. */
export function usualStep(counts: readonly number[]): number {
  const steps = counts.flatMap((count, i) =>
    i > 0 && count > (counts[i - 1] ?? count) ? [count - counts[i - 1]!] : []
  )
  return steps.sort((a, b) => a - b)[(steps.length - 1) >> 1] ?? 1
}
