/**
 * Log odds that a region overlaps the lane by 0.8 or more, as weights of `laneTraits`. Fitted on driven worlds and on
 * the sample's tuning drives, which neither training nor measuring sees (logistic regression; `npm run corridor -- --only
 * confidence` prints them).
 */
export const linesWeights: readonly number[] = [0.75, -2.24, 0.79, 0.24, 0.26, 2.33, -0.63, 0.09, 0.17, 0.08, -4.32]
export const corridorWeights: readonly number[] = [
  -3.57, 2.24, -0.11, -0.24, -0.25, 0.36, 1.38, 1.74, 1.13, -4.19, 1.64
]
