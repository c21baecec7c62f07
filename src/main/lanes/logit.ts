/** The share, 0..1, whose log odds these are. */
export function shareOfOdds(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}

/** Log odds of a share, 0..1, within what a few looks can tell. */
export function logit(share: number): number {
  const within = Math.min(0.99, Math.max(0.01, share))
  return Math.log(within / (1 - within))
}
