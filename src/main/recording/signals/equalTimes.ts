/**
 * Times of a clock that counts coarser than the rows come (whole seconds, and twenty rows in each): where more than half
 * of the steps are 0, the rows of one moment are spread evenly up to the next. Null where the clock is fine enough, or
 * stands still. `times` do not fall; the answer rises, and each time stays before the next moment of the clock.
 */
export function spreadEqual(times: Float64Array): Float64Array | null {
  const starts = [...times.keys()].filter((i) => i === 0 || times[i] !== times[i - 1])
  if (starts.length < 2 || starts.length > times.length / 2) return null
  const sizes = starts.map((start, run) => (starts[run + 1] ?? times.length) - start)
  const ticks = starts.map((start, run) => (times[starts[run + 1] ?? NaN] ?? NaN) - (times[start] ?? 0))
  const tick = middle(ticks.slice(0, -1))
  const usual = middle(sizes)
  const spread = new Float64Array(times.length)
  starts.forEach((start, run) => {
    const size = sizes[run] ?? 1
    const step =
      Math.min(run < starts.length - 1 ? (ticks[run] ?? tick) : tick, tick) /
      Math.max(size, run === 0 || run === starts.length - 1 ? usual : 1)
    // The first moment may have begun before the first row.
    const late = run === 0 && size < usual ? usual - size : 0
    for (let i = 0; i < size; i++) spread[start + i] = (times[start] ?? 0) + (late + i) * step
  })
  return spread
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
