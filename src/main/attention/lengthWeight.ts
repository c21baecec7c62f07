/** An event of this length has 63 % of the severity that its depth alone would give it. */
const SEVERITY_SECONDS = 1

/** By how much an event counts that lasts so many seconds, 0..1: the longer, the more. */
export function lengthWeight(seconds: number): number {
  return 1 - Math.exp(-seconds / SEVERITY_SECONDS)
}
