/**
 * Log odds that a region overlaps the lane by 0.8 or more, as weights of `laneTraits`. Fitted on driven worlds and on
 * the sample's tuning drives, which neither training nor measuring sees (logistic regression; `npm run corridor -- --only
 * confidence` prints them).
 */
export const linesWeights: readonly number[] = [0.28, -1.76, 0.43, 0.36, 0.32, 2.15, -0.45, -0.13, 0.53]
export const corridorWeights: readonly number[] = [-3.3, 1.49, 0.34, -0.27, -0.28, 0.31, 1.35, 3.07, -2.44]
