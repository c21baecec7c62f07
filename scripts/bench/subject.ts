import { dave2 } from '../../testing/network.ts'
import { seededValues } from '../../testing/seeded.ts'

/** What is measured: DAVE-2 with seeded weights, and a batch of noise for pictures. */
export const target = { graph: dave2(), head: { output: 'angle', index: 0, unit: 'rad', positive: 'left' } } as const
export const batch = 32
export const pictures = seededValues(batch * 66 * 200 * 3, 1)
