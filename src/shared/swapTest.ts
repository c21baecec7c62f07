import { z } from 'zod'
import type { SteeringUnit } from './steering.ts'

/** Part of the changes of steering that come from the lane when lane and surroundings are swapped by themselves, 0..1. */
export const SwapShare = z.object({
  share: z.number(),
  /** The middle 95 %. */
  low: z.number(),
  high: z.number(),
  /** Frames that it is of. */
  frames: z.number()
})
export type SwapShare = z.infer<typeof SwapShare>

/** A part of a drive, with the seconds at which it begins and ends. */
export const SwapStretch = SwapShare.extend({ first: z.number(), last: z.number(), from: z.number(), to: z.number() })
export type SwapStretch = z.infer<typeof SwapStretch>

/** What a swap test came to. */
export const SwapTest = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('done'),
    drive: SwapShare,
    /** Parts of the drive that are long enough to have a share of their own; none where it is short. */
    stretches: z.array(SwapStretch),
    /** Least, mean and largest share of the same network with its weights shuffled; null where none of these steers. */
    chance: z.object({ low: z.number(), mean: z.number(), high: z.number() }).nullable(),
    /** Median difference of the steering on the pictures that were kept from that on the recording, as a part of its deviation. */
    gap: z.number()
  }),
  z.object({
    state: z.literal('withheld'),
    because: z.enum(['steering', 'lanes', 'frames', 'numbers']),
    value: z.number()
  })
])
export type SwapTest = z.infer<typeof SwapTest>

/** Where steering comes from by a test, beside what the architecture gives by itself on the same drive. */
export function swapSays({ drive, chance }: Extract<SwapTest, { state: 'done' }>): 'lane' | 'elsewhere' | 'both' {
  const byChance = chance?.mean ?? 0.5
  if (drive.low > Math.max(byChance, 0.5)) return 'lane'
  return drive.high < Math.min(byChance, 0.5) ? 'elsewhere' : 'both'
}

/** Where the steering deviates by less than this part of full lock a swap test says nothing. */
export const HARDLY_VARIES = 0.01

/** An ordinary full lock of the road wheels in each unit: as a curvature that of a car, and in metres where that leads within a second or so. */
export const fullLock: Record<SteeringUnit, number> = { normalised: 1, deg: 25, rad: 0.44, m: 1, '1/m': 0.17 }
