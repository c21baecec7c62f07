/**
 * Area under the ROC curve of telling `high` from `low` by a threshold: the chance that a random value of `high` is above
 * a random one of `low`, ties counting half (Mann and Whitney 1947). NaN where a list is empty.
 */
export function areaUnderCurve(high: readonly number[], low: readonly number[]): number {
  const all = [...high.map((value) => ({ value, high: true })), ...low.map((value) => ({ value, high: false }))]
  all.sort((a, b) => a.value - b.value)
  let ranks = 0
  for (let from = 0; from < all.length;) {
    let to = from
    while (to < all.length && all[to]?.value === all[from]?.value) to++
    // Ranks count from 1; equal values share their mean rank.
    const rank = (from + 1 + to) / 2
    for (let i = from; i < to; i++) if (all[i]?.high) ranks += rank
    from = to
  }
  return (ranks - (high.length * (high.length + 1)) / 2) / (high.length * low.length)
}
